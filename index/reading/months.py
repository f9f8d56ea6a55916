"""What are the months called? A literal table of the names that printed dates use, by language."""

from __future__ import annotations

import unicodedata

# One row a month, January to December; the forms of a month are parted by spaces, oblique cases included.
MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january jan", "february feb", "march mar", "april apr", "may", "june jun",
        "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
    ),
    "fr": (
        "janvier janv", "février févr fév", "mars", "avril avr", "mai", "juin",
        "juillet juil", "août", "septembre sept", "octobre oct", "novembre nov", "décembre déc",
    ),
    "de": (
        "januar jänner jan", "februar feber feb", "märz", "april apr", "mai", "juni",
        "juli", "august aug", "september sept", "oktober okt", "november nov", "dezember dez",
    ),
    "ru": (
        "январь января", "февраль февраля", "март марта", "апрель апреля", "май мая", "июнь июня",
        "июль июля", "август августа", "сентябрь сентября", "октябрь октября", "ноябрь ноября", "декабрь декабря",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre setiembre", "octubre", "noviembre", "diciembre",
    ),
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    "ro": (
        "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
        "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
    ),
    "sq": (
        "janar", "shkurt", "mars", "prill", "maj", "qershor",
        "korrik", "gusht", "shtator", "tetor", "nëntor", "dhjetor",
    ),
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` in lower case without accents, each character replaced by one, so that offsets stay true."""
    return "".join(unicodedata.normalize("NFD", character)[0].lower()[0] for character in text)


def month_numbers(language: str | None) -> dict[str, int]:
    """Plain name of a month → 1 to 12: English and ``language``'s own, every language's for None."""
    wanted = MONTHS if language is None else {"en", language.partition("-")[0].lower()}
    rows = (row for name, row in MONTHS.items() if name in wanted)
    return {plain(form): number for row in rows for number, forms in enumerate(row, 1) for form in forms.split()}
