"""What does a TEI header say of a document? Title, dates, place, sources, people, and which words have no place here.

Sources: the TEI P5 Guidelines, chapter 2 (the header) and 13 (names, dates, people); the Parla-CLARIN recommendations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from index.formats.xml_dates import iso_date
from index.formats.xml_tree import XML_ID, XML_LANG, Element
from index.ids import slug
from index.model import ArchiveReference, DocumentDate, Metadata, Participant
from index.reading.dates import parse_date

_PLACES = ("name", "placeName", "settlement", "district", "region", "country", "locale", "rs")
_RESPONSIBLE = ("author", "editor", "respStmt", "principal", "sponsor", "funder", "meeting")
_SOURCES = ("bibl", "biblFull", "biblStruct", "msDesc", "recordingStmt", "scriptStmt", "p", "ab", "listBibl")
_TRANSLATOR = re.compile(r"transl|übersetz|traduc|перев", re.IGNORECASE)
_WEB = ("http://", "https://")


def names_in(*parts: Element) -> dict[str, str]:
    """The names of people, groups, roles and bodies that ``parts`` list, by their identifier; later parts win."""
    names = {}
    for part in parts:
        for listed in part.descendants("person", "personGrp", "org", "role", "persona"):
            key, name = identifier(listed), _listed_name(listed)
            if key and name:
                names[key] = name
    return names


def identifier(element: Element) -> str | None:
    """The element's ``xml:id`` (in TEI P4 its ``id``)."""
    return element.get(XML_ID) or element.get("id")


def metadata_of(tei: Element, names: Mapping[str, str], title: str) -> tuple[Metadata, Counter[str]]:
    """What the header of one ``TEI`` says, and the words of it that found no place, counted by the part they stand in.

    ``names`` are the people known by identifier, ``title`` serves where the header has none.
    """
    header = tei.child("teiHeader") or Element("teiHeader", "", tei.line, {}, ())
    reader = _HeaderReader(header, _language(tei, header))
    key = identifier(tei)
    metadata = Metadata(
        id=slug(key) if key else "",
        title=reader.title() or title,
        dates=tuple(dict.fromkeys([*reader.dates(), *_printed_dates(tei)])),
        place=reader.place(),
        language=reader.language,
        citation=reader.citation(),
        archive=reader.archive(),
        translator=reader.translator(),
        url=reader.url(),
        summary=reader.summary(),
        credits=reader.credits(),
        rights=reader.rights(),
        participants=tuple(reader.participants(names)),
    )
    return metadata, reader.left_out()


def words_by_part(header: Element, used: Iterable[Element] = ()) -> Counter[str]:
    """The number of words in each part of a header (``encodingDesc/classDecl``), without those of ``used`` elements."""
    taken = set(used)
    counted: Counter[str] = Counter()
    for division in header.elements:
        counted[division.name] += _own_words(division)
        for part in division.elements:
            counted[f"{division.name}/{part.name}"] += _unused_words(part, taken) if division not in taken else 0
    return +counted


class _HeaderReader:
    """Reads one header and remembers which elements it has used."""

    def __init__(self, header: Element, language: str | None) -> None:
        self.language = language
        self._header = header
        self._used: list[Element] = []
        self._sources = [source for part in self._at("fileDesc", "sourceDesc") for source in part.children(*_SOURCES)]

    def title(self) -> str | None:
        titles = [title for part in self._at("fileDesc", "titleStmt") for title in part.children("title")]
        return self._joined(self._in_language(titles), " – ")

    def dates(self) -> Iterator[DocumentDate]:
        """The dates of the conversation ("event") and of its record; not those of the encoding or publication."""
        settings = self._below("event", *self._at("profileDesc", "settingDesc"))
        recordings = [source for source in self._sources if source.name == "recordingStmt"]
        recorded = self._below("event", *recordings)
        sources = self._below("document", *(source for source in self._sources if source.name != "recordingStmt"))
        created = self._below("document", *self._at("profileDesc", "creation"))
        yield from (date for date in (*settings, *recorded, *sources, *created) if date)

    def place(self) -> str | None:
        settings = [each for part in self._at("profileDesc", "settingDesc") for each in part.descendants("setting")]
        settings += [each for part in self._at("profileDesc", "settingDesc") for each in part.children("place")]
        names = [name for setting in settings for name in setting.children(*_PLACES)]
        return self._joined(self._in_language(names), ", ")

    def citation(self) -> str | None:
        cited = [_listed(source) for source in self._take(self._sources)]
        return "; ".join(filter(None, cited)) or None

    def archive(self) -> ArchiveReference | None:
        for source in self._sources:
            for found in source.descendants("msIdentifier"):
                parts = {part.name: part.plain for part in found.elements if part.plain}
                repository = parts.get("repository") or parts.get("institution")
                return ArchiveReference(repository=repository, collection=parts.get("collection"))
        return None

    def translator(self) -> str | None:
        people = [person for person in self._responsible() if _TRANSLATOR.search(_responsibility(person))]
        names = [name.plain for person in people for name in (list(person.children("name", "persName")) or [person])]
        return ", ".join(filter(None, names)) or None

    def url(self) -> str | None:
        """The first web address that the source description gives."""
        for source in self._sources:
            for found in source.descendants("idno", "ref", "ptr"):
                address = found.get("target") or found.plain
                if address.startswith(_WEB) and not re.search(r"\s", address):
                    return address
        return None

    def summary(self) -> str | None:
        abstracts = list(self._take(self._at("profileDesc", "abstract")))
        items = [item.plain for abstract in abstracts for item in abstract.descendants("item")]
        return "; ".join(filter(None, items or [abstract.words for abstract in abstracts])) or None

    def credits(self) -> str | None:
        return "; ".join(filter(None, map(_listed, self._take(self._responsible())))) or None

    def rights(self) -> str | None:
        return self._joined(self._at("fileDesc", "publicationStmt", "availability"), " ")

    def participants(self, names: Mapping[str, str]) -> Iterator[Participant]:
        """The people whom the document's own header lists, not those of a whole corpus."""
        for people in self._at("profileDesc", "particDesc"):
            for person in people.descendants("person", "personGrp"):
                same = (person.get("sameAs") or "").rpartition("#")[2]
                name = _listed_name(person) or names.get(same)
                if name:
                    self._used += person.children("persName", "name")
                    yield Participant(name, person.get("role"))

    def left_out(self) -> Counter[str]:
        return words_by_part(self._header, self._used)

    def _responsible(self) -> list[Element]:
        return [each for part in self._at("fileDesc", "titleStmt") for each in part.children(*_RESPONSIBLE)]

    def _below(self, role: str, *parts: Element) -> Iterator[DocumentDate | None]:
        for part in parts:
            for date in part.descendants("date", "origDate"):
                self._used.append(date)
                yield _date(date, date.get("type") or role)

    def _at(self, *path: str) -> list[Element]:
        """Every element at the end of ``path`` from the header."""
        found = [self._header]
        for name in path:
            found = [child for element in found for child in element.children(name)]
        return found

    def _take(self, elements: Iterable[Element]) -> Iterator[Element]:
        for element in elements:
            self._used.append(element)
            yield element

    def _in_language(self, elements: list[Element]) -> list[Element]:
        """Those in the document's language where some are, all of them otherwise."""
        own = [each for each in elements if _same_language(each.get(XML_LANG), self.language)]
        return own or elements

    def _joined(self, elements: Iterable[Element], separator: str) -> str | None:
        return separator.join(dict.fromkeys(filter(None, (each.plain for each in self._take(elements))))) or None


def _language(tei: Element, header: Element) -> str | None:
    """The language of the text as its markup declares it."""
    text = tei.child("text")
    declared = (text.get(XML_LANG) or text.get("lang") if text else None) or tei.get(XML_LANG) or tei.get("lang")
    used = [each.get("ident") for each in header.descendants("language")]
    return declared or (used[0] if len(used) == 1 else None)


def _same_language(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one.partition("-")[0].lower() == other.partition("-")[0].lower()


def _printed_dates(tei: Element) -> Iterator[DocumentDate]:
    """The date on a title page."""
    for front in tei.children("text"):
        for date in front.descendants("docDate"):
            inner = next(date.descendants("date"), date)
            found = _date(inner, "document") or _date(date, "document")
            if found:
                yield found


def _date(element: Element, role: str) -> DocumentDate | None:
    printed = element.plain or None
    first = element.get("when") or element.get("from") or element.get("notBefore")
    last = element.get("when") or element.get("to") or element.get("notAfter")
    found = iso_date(first, last, role, printed)
    return found or (parse_date(printed, role) if printed and not (first or last) else None)


def _listed_name(listed: Element) -> str | None:
    """The name of a person, group, role or body, given names first."""
    if listed.name in ("role", "persona"):
        return listed.plain or None
    named = next((each for each in listed.children("persName", "orgName", "name") if each.plain), None)
    if named is None:
        return None
    given, family = list(named.children("forename")), list(named.children("nameLink", "surname", "genName"))
    parts = [*given, *family] if given and family else [named]
    return " ".join(part.words for part in parts)


def _listed(element: Element) -> str:
    """The text of an element; where it holds nothing but elements, these one by one."""
    parts = [child.words for child in element.elements if child.words]
    return ", ".join(parts) if parts and not _own_words(element) else element.plain


def _responsibility(person: Element) -> str:
    return " ".join([person.get("role") or "", *(resp.plain for resp in person.children("resp"))])


def _own_words(element: Element) -> int:
    return sum(len(item.text.split()) for item in element.content if not isinstance(item, Element))


def _unused_words(element: Element, used: set[Element]) -> int:
    if element in used:
        return 0
    return _own_words(element) + sum(_unused_words(child, used) for child in element.elements)
