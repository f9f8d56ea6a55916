"""What may somebody ask the site? Requests at random: sensible ones, odd ones, hostile ones.

Everything is drawn from a :class:`random.Random`, which hypothesis and the fuzzer both can give. What is asked for is
made of an archive's own words and names (:class:`Known`), so that a good part of it finds something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlencode

from index.facets import FACET_NAMES
from index.generations.archive import Archive
from index.passages import passage_hash
from index.queries.analysis import surface_words

CANARY = '<xss data-x="1">'  # in no answer may it stand as markup
FORGED_HOST = "evil.example"  # in no answer may it stand at all

ODD_TEXTS = (
    "\x00", "\x07", "\x1b[31m", "\u202e", "\u2066x\u2069", "\u200b", "\ufeff", "\u0301", "e\u0301\u0301", "\ufffd",
    "\ud800", "\udfff", "\u2028", "\t", "\r\n", "\u00a0", "ß", "İ", "ﬁ", "ǆ", "ﷺ", "中国", "国", "한국어", "ไทย", "कि",
    "🙂", "\U0001f469\u200d\U0001f680", "١٢٣", "½", "Ⅷ", "’", "′", "[", "]", "C[entral", "[…]", "...", "1,540,000",
    "Yan'an", "%", "%00", "&", "#", "+", "\\", "'", "`", "|", "-", "--", "−", "—", "=", "==", "*", "**", "~", "~~",
    "~9", "?", ":", "::", "..", "/", "//", CANARY, "javascript:alert(1)", "{{7*7}}", "${x}", "' OR 1=1--", "=1+1", "@x",
    "../../etc/passwd",
)  # fmt: skip
OPERATORS = (
    " ",
    " ",
    " ",
    " AND ",
    " OR ",
    " NOT ",
    " -",
    " NEAR ",
    " NEAR/3 ",
    " NEAR/100 ",
    "NEAR/0",
    " AND NOT ",
    "-",
)
FIELDS = (
    "speaker:",
    "document:",
    "title:",
    "kind:",
    "date:",
    "text:",
    "role:",
    "summary:",
    "nothing:",
    "SPEAKER:",
    "http:",
)
DATES = (
    "1963", "1963-07", "1963-07-20", "1963-02-30", "0000", "9999", "99999", "1963..1964", "1964..1963", "..1963",
    "1963..", "..",
    "[1963 TO 1964]", "[* TO 1964]", "[a TO ", "-1963", "1963-1964", "1963-13", "١٩٦٣", "yesterday", "2000-02-29",
)  # fmt: skip
NUMBERS = (
    "0",
    "1",
    "2",
    "10",
    "20",
    "99",
    "100",
    "101",
    "-1",
    "1.5",
    "1e3",
    "999999999",
    "9999999999999999999",
    "٣",
    "",
    "x",
    "01",
)
KINDS = ("speech", "narration", "stage_direction", "heading", "note", "document", "nothing")
METHODS = ("GET",) * 60 + ("HEAD",) * 8 + ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "X" * 50)


@dataclass(frozen=True, slots=True)
class Known:
    """What an archive holds. ``passages``: places and hashes as permalinks write them, by document."""

    words: tuple[str, ...]
    speakers: tuple[str, ...]
    documents: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, archive: Archive, most_documents: int = 20) -> Known:
        words: dict[str, None] = {}
        passages: list[tuple[str, str]] = []
        documents = [summary.id for summary in archive.store.documents()]
        for id_ in documents[:most_documents]:
            document = archive.store.document(id_)
            for turn in document.turns[:200] if document else ():
                texts = [paragraph.text for paragraph in turn.paragraphs]
                words.update(dict.fromkeys(word for text in texts for word in surface_words(text)))
                passages.append((id_, f"{turn.position}-{passage_hash(texts)}"))
        speakers = tuple(summary.id for summary in archive.store.speakers())
        return cls(tuple(words), speakers or ("nobody",), tuple(documents), tuple(passages))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it comes over the wire. ``target`` is path and query string, percent-encoded."""

    target: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)


# Queries


def query(chance: Random, known: Known) -> str:
    """What somebody types: a query of the grammar, garbage, something long,
    or one of these with some letters changed."""
    make = chance.choice((_grammatical, _grammatical, _grammatical, _garbage, _long, _repeated))
    text = make(chance, known)
    return _mutated(chance, text) if chance.random() < 0.2 else text


def _grammatical(chance: Random, known: Known, depth: int = 4) -> str:
    shape = chance.random()
    if depth == 0 or shape < 0.45:
        return _operand(chance, known)
    if shape < 0.85:
        parts = [_grammatical(chance, known, depth - 1) for _ in range(chance.randint(2, 4))]
        joined = parts[0]
        for part in parts[1:]:
            joined += chance.choice(OPERATORS) + part
        return joined
    if shape < 0.95:
        return f"({_grammatical(chance, known, depth - 1)})"
    return f"{chance.choice(('-', 'NOT ', '- '))}{_grammatical(chance, known, depth - 1)}"


def _operand(chance: Random, known: Known) -> str:
    word = _word(chance, known)
    words = " ".join(_word(chance, known) for _ in range(chance.randint(0, 5)))
    return chance.choice(
        (
            word,
            word,
            f"{word[: chance.randint(0, 4)]}*",
            f"{word}~",
            f"={word}",
            f'"{words}"',
            f"“{words}”",
            f"«{words}»",
            f'="{words}"',
            f'"{words}"~{chance.choice(NUMBERS)}',
            f"{word} NEAR/{chance.choice(NUMBERS)} {_word(chance, known)}",
            f"{chance.choice(FIELDS)}{word}",
            f'{chance.choice(FIELDS)}"{words}"',
            f"{chance.choice(FIELDS)}({word} OR {_word(chance, known)})",
            f"date:{chance.choice(DATES)}",
            f"kind:{chance.choice(KINDS)}",
            f"speaker:{chance.choice(known.speakers)}",
            f"{word}-{_word(chance, known)}",
            chance.choice(ODD_TEXTS),
        )
    )


def _word(chance: Random, known: Known) -> str:
    """Mostly one that is there; else one with a slip, one in capitals, a long one, an odd one."""
    word = chance.choice(known.words)
    odd = chance.random()
    if odd < 0.7:
        return word
    if odd < 0.8:
        at = chance.randint(0, len(word))
        return word[:at] + chance.choice("aeiourstn") + word[at + chance.randint(0, 1) :]
    if odd < 0.85:
        return word.upper()
    if odd < 0.9:
        return word * chance.randint(2, 60)
    return chance.choice(ODD_TEXTS)


def _garbage(chance: Random, known: Known) -> str:
    pieces = (*ODD_TEXTS, *OPERATORS, *FIELDS, *DATES, "(", ")", '"', '"', "“", "”", "(", ")", "a", "the", "b c")
    return "".join(chance.choice(pieces) for _ in range(chance.randint(1, 30)))


def _long(chance: Random, known: Known) -> str:
    """About as long as a query may be, and beyond."""
    length = chance.choice((60, 64, 65, 200, 400, 2_000))
    joiner = chance.choice((" ", " OR ", "-", " AND ", "* OR ", "~ ", " NEAR/100 ", '" "', "\x00", ")("))
    text = joiner.join(_word(chance, known) for _ in range(length))
    return chance.choice((text, text[:2_000], text[:1_999], text[:2_001], f'"{text[:1_990]}"'))


def _repeated(chance: Random, known: Known) -> str:
    pieces = (
        "(",
        ")",
        '"',
        "-",
        "NOT ",
        "title:",
        "title:(",
        "speaker:(",
        "[a TO ",
        "* ",
        "~",
        "= ",
        "a ",
        "OR ",
        "NEAR ",
        "\u0301",
        "国",
    )
    return chance.choice(pieces) * chance.choice((2, 9, 10, 11, 63, 64, 65, 400, 1_000, 2_000))


def _mutated(chance: Random, text: str) -> str:
    """With a few letters taken out, doubled or replaced."""
    letters = list(text)
    for _ in range(chance.randint(1, 4)):
        if letters:
            at = chance.randrange(len(letters))
            letters[at] = chance.choice(("", letters[at] * 2, chance.choice(ODD_TEXTS), chr(chance.randrange(0x3000))))
    return "".join(letters)


# Parameters


def parameters(chance: Random, known: Known) -> list[tuple[str, str]]:
    """Those of a search: mostly legal, some malformed, unknown or repeated."""
    pairs = [("q", query(chance, known))] if chance.random() < 0.9 else []
    for name, make in _PARAMETERS.items():
        while chance.random() < (0.3 if name in FACET_NAMES else 0.12):
            value = make(chance, known) if chance.random() < 0.9 else chance.choice((*ODD_TEXTS, query(chance, known)))
            pairs.append((name, value))
    chance.shuffle(pairs)
    return pairs


_PARAMETERS: dict[str, Callable[[Random, Known], str]] = {
    "speaker": lambda chance, known: chance.choice((*known.speakers, "nobody")),
    "document": lambda chance, known: chance.choice((*known.documents, "nothing")),
    "year": lambda chance, known: chance.choice(("1963", "1964", "1900", *DATES)),
    "kind": lambda chance, known: chance.choice(KINDS),
    "from": lambda chance, known: chance.choice(DATES),
    "to": lambda chance, known: chance.choice(DATES),
    "sort": lambda chance, known: chance.choice(("relevance", "oldest", "newest", "loudest")),
    "page": lambda chance, known: chance.choice(NUMBERS),
    "per_page": lambda chance, known: chance.choice(NUMBERS),
    "view": lambda chance, known: chance.choice(("list", "concordance", "table")),
    "lines": lambda chance, known: chance.choice(("hits", "before", "after", "words", "none")),
    "cite": lambda chance, known: "/".join(chance.choice(known.passages)),
    "with": lambda chance, known: chance.choice(known.speakers),
    "quote": query,
    "text": query,
    "unknown": query,
}


def encoded(pairs: Sequence[tuple[str, str]]) -> str:
    """A query string; lone surrogates go over the wire as bytes that are no UTF-8."""
    return urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs])


# Requests


def request(chance: Random, known: Known) -> Asked:
    """Any request: of a page that there is, of one with something wrong in it, or of nothing at all."""
    target = _path(chance, known)
    if chance.random() < 0.8:
        target += "?" + encoded(parameters(chance, known))
    if chance.random() < 0.08:
        target = _spoilt(chance, target)
    body = b"" if chance.random() < 0.95 else chance.choice((b"a=b", b"\x00" * 2_000))
    return Asked(target, chance.choice(METHODS), tuple(_headers(chance)), body)


def _path(chance: Random, known: Known) -> str:
    document, passage = chance.choice(known.passages)
    if chance.random() < 0.25:
        document = chance.choice(
            (*known.documents, "nothing", "..", "a" * 300, "%2e%2e", "a%00b", "%F0%9F", "ÄÖ", "a.b", "A")
        )
    if chance.random() < 0.25:
        passage = chance.choice(
            ("1", "0", "1.1", "99999", "1-00000000", f"{passage[:-1]}0", "1.9-00000000", "-1", "1-", "9" * 30)
        )
    speaker = chance.choice((*known.speakers, "nobody", "a" * 300))
    return quote(
        chance.choice(
            (
                "/search", "/search", "/search", "/search", "/search.json", "/search.json", "/search.csv",
                "/search.jsonl",
                "/search.atom", "/search.ris", "/search.bib", "/search.csl.json", "/", "/documents", "/speakers",
                "/quote",
                "/quote.json", "/suggest", "/help", "/about", "/healthz", "/readyz", "/opensearch.xml", "/sitemap.xml",
                "/sitemap-1.xml", "/robots.txt", "/openapi.json", "/static/colloquy.css", "/static/../settings.py",
                "/nowhere",
                "//evil.example/", "/search/", f"/documents/{document}/", f"/speakers/{speaker}",
                f"/documents/{document}",
                *(f"/documents/{document}{end}" for end in (".json", ".txt", ".tei.xml", ".ris", ".bib", ".csl.json",
                "/cite")),
                *(f"/documents/{document}/turns/{passage}{end}" for end in ("", "", "", ".json", ".ris", ".bib",
                "/cite")),
            )
        ),
        safe="/%",
    )  # fmt: skip


def _spoilt(chance: Random, target: str) -> str:
    """An address that no browser would write."""
    at = chance.randint(1, len(target))
    piece = chance.choice(
        (
            "%",
            "%0",
            "%zz",
            "%00",
            "%0d%0aX-Injected:%20a",
            "%ff%fe",
            "//",
            "/../",
            "/./",
            ";a=b",
            "%2f",
            "?",
            "&&&",
            "=",
            "%5c",
        )
    )
    return chance.choice((target[:at] + piece + target[at:], target + "&a=b" * 250, target + "x" * 30_000, target[:at]))


def _headers(chance: Random) -> list[tuple[str, str]]:
    names = [name for name in _HEADERS if chance.random() < 0.05]
    return [(name, chance.choice((*_HEADERS[name], *ODD_HEADERS))) for name in names]


ODD_HEADERS = ("", " ", "\x7f", "é", "a" * 2_000, "'\"><", "0", "-1", "*", ",,,;;;===", CANARY, FORGED_HOST)
_HEADERS: dict[str, tuple[str, ...]] = {
    "Host": (FORGED_HOST, f"{FORGED_HOST}:99999", "[::1", "a b", "localhost:x"),
    "X-Forwarded-Host": (FORGED_HOST,),
    "X-Forwarded-Prefix": (f"/{FORGED_HOST}",),
    "X-Forwarded-Proto": ("javascript",),
    "X-Forwarded-For": ("198.51.100.7", FORGED_HOST),
    "Forwarded": (f"host={FORGED_HOST}",),
    "X-Original-URL": ("/admin",),
    "X-HTTP-Method-Override": ("DELETE",),
    "HX-Request": ("true", "false"),
    "HX-History-Restore-Request": ("true",),
    "HX-Target": ("results", f"{FORGED_HOST}"),
    "HX-Trigger": ("q",),
    "HX-Trigger-Name": ("q",),
    "HX-Current-URL": (f"https://{FORGED_HOST}/", "//", "http://[::1", "/search?q=a"),
    "HX-Boosted": ("true",),
    "Range": ("bytes=0-9", "bytes=9-0", "bytes=-1", "bytes=0-,5-6", "lines=1-2", "bytes=" + "0-1," * 500),
    "If-Range": ('"x"', "Sat, 01 Jan 2000 00:00:00 GMT"),
    "If-None-Match": ("*", '"x"', 'W/"x"', '"' * 99, '"a", ' * 200),
    "If-Match": ('"x"', "*"),
    "If-Modified-Since": ("Sat, 01 Jan 2000 00:00:00 GMT", "Sat, 01 Jan 9999 00:00:00 GMT", "yesterday"),
    "If-Unmodified-Since": ("Sat, 01 Jan 2000 00:00:00 GMT",),
    "Accept": ("application/json", "text/html;q=0", "*/*;q=x", "a/b;" * 300),
    "Accept-Encoding": ("gzip", "br;q=1", "identity;q=0"),
    "Accept-Language": ("de", "zh-Hant-TW-x-private", "*;q=0"),
    "Cookie": ("a=b", "session=" + "x" * 999, ";;=;"),
    "Authorization": ("Basic x", "Bearer " + "x" * 99),
    "Content-Type": ("application/json", "multipart/form-data; boundary=", "application/x-www-form-urlencoded"),
    "Content-Length": ("5", "99999999999", "x", "-5"),
    "Transfer-Encoding": ("chunked", "identity", "gzip, chunked"),
    "Expect": ("100-continue",),
    "User-Agent": ("Googlebot", ""),
    "Referer": (f"https://{FORGED_HOST}/?q=secret",),
    "X-Request-Id": ("abc-123", "a\x01b"),
    "Upgrade": ("h2c",),
}  # fmt: skip
