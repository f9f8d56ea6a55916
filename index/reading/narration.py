"""What do a stage direction, a narrator's sentence and an editor's note look like? Paragraphs that nobody says."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from index.reading.label_names import LabelName, Shape, read_name
from index.reading.label_words import HEADER_FIELDS, NOBODYS, REPORT_VERBS, SPEECH_VERBS, folded

_PEOPLE = (Shape.TITLED, Shape.OFFICER, Shape.FULL, Shape.SINGLE, Shape.OFFICE, Shape.CASELESS)
_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】"}
_FIRST_PERSON = re.compile(r"\b(?:I|we|you|me|us|my|our|your|mine|ours|yours|We|You|My|Our|Your)\b")
_REPORTING = re.compile(rf"\b(?:{'|'.join(sorted(SPEECH_VERBS | REPORT_VERBS))})\b")
_SAYING = re.compile(rf"\b(?:{'|'.join(sorted(SPEECH_VERBS))})\b")
_ADDRESSEE = re.compile(r"(?:,? (?:to|that|as follows|the following|in reply|also|further)\b[^.?!:;]{0,90})?\s*:?")

_OMISSION = re.compile(r"[\s.…*·_–—-]*|\[\s*(?:\.{2,}|…|\. \. \.)\s*\]")
_SIGNED = re.compile(r"[\[(]?\s*(?:signed|signature|initialed|sgd\.?)\b[^\n]{0,80}", re.IGNORECASE)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATELINE = re.compile(
    r"[^\W\d_][\w .'’-]{1,40},?\s(?:on |den |le |the )?"
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})[a-z.]*,? \d{{4}}|"
    rf"(?:{_MONTHS})[a-z.]* \d{{1,2}},? \d{{4}})\.?",
    re.IGNORECASE,
)
_MEETING = (
    r"(?:meeting|conversation|conference|session|discussions?|talks?|interview|sitting|hearing|audience|committee)"
)
_CLOSED = re.compile(
    rf"[\[(]?(?:(?:The |This |At this point,? the |With this,? the )?{_MEETING}\b[^.?!]{{0,60}}?\b"
    r"(?:adjourned|recessed|suspended|came to (?:an|its) end|came to a close|ended|concluded|broke up|"
    r"(?:was|were) (?:closed|concluded|over|ended|held off the record))\b[^.?!]{0,60}|"
    r"(?:The )?(?:record|minutes|protocol) (?:was|were) (?:read|approved|signed)\b[^.?!]{0,60}|"
    r"From this point on,? [^.?!]{0,80}off the record)[.\])]*",
    re.IGNORECASE,
)
_CLERKS = re.compile(
    r"There being no objection, the |"
    r"The (?:[a-z]+ ){0,3}[Cc]lerk (?:read|called|proceeded|designated|reported|announced)\b|"
    r"The (?:(?:joint |concurrent )?(?:resolution|amendment|motion|bill|nomination)|result|question)s? "
    r"(?:\([^()]{1,60}\) |[a-z ]{1,40} )?"
    r"(?:(?:was|were) (?:agreed to|rejected|passed|ordered|taken|laid|carried)|(?:is|are) as follows)\b|"
    r"The (?:House|Senate) (?:divided|adjourned|resumed|met|took|proceeded)\b"
)
_INTERLUDE = re.compile(
    r"[\[*(]?(?:break|jingle|music|clip|advert|sponsor break|intro music|laughter|applause|silence|pause)"
    r"(?:\s*:|\s?[\])*]|$)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\[(?:sub-?)?(?:enclosure|annex|appendix|attachment|tab|document|part|extract|translation)\b[^\[\]]{0,40}\]:?|"
    r"(?:sub-?)?(?:enclosure|annex|appendix|attachment)(?: (?:no\. ?)?(?:\d{1,3}|[a-z]|[ivx]{1,5}))?:?",
    re.IGNORECASE,
)
_EDITORIAL = re.compile(
    r"(?:See |For (?:the )?(?:full |further )?(?:text|documentation|report|information)|Not printed|Neither printed|"
    r"Not found|Reference is to|Printed (?:in|on|from)|Ante|Post|Infra|Supra|Omission|Brackets|Translator.?s note|"
    r"Editor.?s? note|Source: |Authorship)|[^.]{0,300}\b(?:in the original|not printed|file copy|Department files|"
    r"see (?:also )?(?:telegram|footnote|p|pp|ante|post|infra|supra)\b|ante, p|post, p)"
)


@dataclass(frozen=True, slots=True)
class LeadIn:
    """A narrator's sentence that names who speaks next. What is said begins at ``speech`` of the paragraph."""

    name: LabelName
    speech: int


def is_aside(text: str) -> bool:
    """Whether a paragraph stands wholly in one pair of brackets: a stage direction."""
    text = text.strip().rstrip(".")
    if _SIGNED.fullmatch(text):
        return False
    closing = _PAIRS.get(text[:1])
    if closing is None or not text.endswith(closing):
        return False
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == text[0]) - (letter == closing)
        if depth == 0:
            return place == len(text) - 1
    return False


def is_omission(text: str) -> bool:
    """Whether a paragraph is only a mark of omission or a row of asterisks: ``[...]``, ``* * *``."""
    return _OMISSION.fullmatch(text) is not None


def is_interlude(text: str) -> bool:
    """Whether a paragraph stands for something that is heard and not said: ``Break: [12:04]``, ``*music*``"""
    return len(text) <= 80 and _INTERLUDE.match(text) is not None


def is_clerks(text: str) -> bool:
    """Whether a paragraph is a sentence of a parliament's record: ``The clerk read as follows:``"""
    return _CLERKS.match(text) is not None


def closes_record(text: str) -> bool:
    """Whether a paragraph is the narrator's end of the record: an adjournment, a dateline, a signature."""
    if len(text) > 160:
        return False
    if _CLOSED.fullmatch(text):
        return not _FIRST_PERSON.search(text)
    return bool(_SIGNED.fullmatch(text) or _DATELINE.fullmatch(text))


def is_header_field(text: str) -> bool:
    """Whether a short paragraph is a line of the record's head: ``Time: 10–12 a.m.``, ``Others present: …``"""
    name, colon, _ = text[:80].partition(":")
    return bool(colon) and len(text) < 400 and folded(name.strip()) in HEADER_FIELDS


def begins_head(text: str) -> bool:
    """Whether a paragraph begins the head of another record, or is its keeper's remark, so that nobody speaks in it:
    ``Others present: …``, ``Decided: …``, ``Translator's note: …``"""
    name, colon, _ = text[:80].partition(":")
    return bool(colon) and folded(name.strip()) in NOBODYS


def begins_part(text: str) -> bool:
    """Whether a paragraph says that another document begins: ``[Enclosure 2]``, ``Annex A``."""
    return _PART.fullmatch(text) is not None


def is_editorial(text: str) -> bool:
    """Whether a paragraph without a marker reads like an editor's note: ``Not printed.``, ``See p. 757.``, or says who
    somebody was: ``John L. Soong, U. S. Army language officer.``"""
    if _EDITORIAL.match(text):
        return True
    name, comma, rest = text.partition(",")
    known = read_name(name) if comma and text.endswith(".") and len(text) < 200 else None
    return bool(known and known.shape in (Shape.FULL, Shape.OFFICER, Shape.TITLED) and not _SAYING.search(rest))


def reporter(text: str) -> LabelName | None:
    """Whose words a narrator's paragraph reports, if it begins like one: ``Mr. Horta said that he was aware …``"""
    head = text[:200]
    for verb in _REPORTING.finditer(head):
        name = read_name(head[: verb.start()])
        if name and name.shape in _PEOPLE:
            return None if head[verb.end() : verb.end() + 1] == ":" else name
        return None
    return None


def is_report(text: str, speaking: Container[str] | None = None) -> bool:
    """Whether a paragraph reports somebody's words in the third person. ``speaking`` are the keys of those who are
    known to be there; then the words of anybody else may be reported by one of them, and are no narrator's."""
    name = reporter(text)
    return name is not None and (speaking is None or name.key in speaking) and not _FIRST_PERSON.search(text)


def lead_in(text: str) -> LeadIn | None:
    """The lead-in that a paragraph is or begins with: ``… comrade Mao Zedong said:``, ``Stalin asks: How …``

    The subject of the verb speaks: "Comrade R Alia said to comrade Luo Shigao:" introduces Alia.
    """
    colon = text.find(":")
    if colon < 0 or colon > 400:
        return None
    sentence = text[: colon + 1]
    whole = colon == len(text.rstrip()) - 1
    for verb in reversed(list(_SAYING.finditer(sentence))):
        if not _ADDRESSEE.fullmatch(sentence, verb.end()):
            continue
        name = _subject(sentence[: verb.start()].rstrip(), whole)
        if name:
            return LeadIn(name, len(text) if whole else colon + 1)
    return None


def _subject(before: str, whole: bool) -> LabelName | None:
    """The longest name that ends ``before``. In a sentence that goes on after its colon it must be the beginning."""
    if before.endswith(","):  # "Comrade Mao, Chairman of the Party, said:"
        before = before[:-1].rpartition(",")[0]
    words = before.rpartition(", ")[2].split(" ")
    for first in range(max(0, len(words) - 6), len(words)):
        if first and not whole:
            return None
        name = read_name(" ".join(words[first:]).strip(","))
        if name and name.shape in _PEOPLE and folded(words[first]) not in ("at", "in", "on", "after"):
            return name
    return None
