"""TEI, Akoma Ntoso and publicwhip: no word is lost, nothing but the declared error is raised, and the traps of each."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableSource
from index.formats import akoma_ntoso, publicwhip, tei
from index.formats.base import Claim, Format, SourceFile
from index.model import Document, Kind, Rule

FORMATS = (tei.FORMAT, akoma_ntoso.FORMAT, publicwhip.FORMAT)
FILES = Path(__file__).parent / "files"
WRAPPED = {
    "tei": "<TEI><teiHeader/><text><body>{}</body></text></TEI>",
    "akoma_ntoso": "<akomaNtoso><debate><debateBody>{}</debateBody></debate></akomaNtoso>",
    "publicwhip": "<publicwhip>{}</publicwhip>",
}
NAMES = {
    "tei": "u sp speaker seg p l lg div head note stage vocal incident desc pb lb gap choice sic corr s w pc c hi list "
    "item label table row cell fw fs standOff q said foreign opener signed floatingText front figure",
    "akoma_ntoso": "speech question answer from p heading num debateSection narrative scene summary remark person "
    "authorialNote noteRef ul li table tr td br b i eol rollCall recordedTime toc speechGroup other container",
    "publicwhip": "speech p major-heading minor-heading oral-heading division divisioncount mplist mpname i em b "
    "phrase table tr td place-holder br ques reply citation",
}
ATTRIBUTES = {
    "who": "#a", "by": "#b", "type": "speaker", "place": "foot", "n": "7", "class": "italic", "speakername": "Orla",
    "nospeaker": "true", "xml:id": "k1", "prev": "#k1", "next": "#k1", "join": "right", "part": "F", "reason": "cut",
    "marker": "2", "href": "#n", "colnum": "3", "time": "11:30:00", "vote": "aye",
    "id": "uk.org.publicwhip/lords/2031-04-02a.1.2",
}  # fmt: skip


def document(format_: Format, text: str) -> Document:
    (read,) = format_.read(SourceFile("sample.xml", text.encode()))
    return read


def tree(names: list[str]) -> st.SearchStrategy[str]:
    """XML in which every word is another one and stands between spaces."""
    text = st.just(" WORD ")
    attributes = st.lists(st.sampled_from(sorted(ATTRIBUTES)), max_size=3, unique=True)

    def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        inside = st.lists(children, max_size=4).map("".join)
        return st.builds(_tagged, st.sampled_from([*names, "unknown"]), attributes, inside)

    leaves = text | element(st.just("")) | element(text)
    return st.lists(st.recursive(leaves, element, max_leaves=20), max_size=5).map("".join).map(_numbered)


def _tagged(name: str, attributes: list[str], inside: str) -> str:
    written = "".join(f' {key}="{escape(ATTRIBUTES[key])}"' for key in attributes)
    return f"<{name}{written}>{inside}</{name}>"


def _numbered(text: str) -> str:
    numbers = iter(range(10_000))
    return re.sub("WORD", lambda _: f"word{next(numbers)}", text)


def shown(read: Document) -> Counter[str]:
    """How often each word is shown, in any part of a turn that readers see."""
    texts = [turn.label or "" for turn in read.turns]
    texts += [f"{paragraph.marker} {paragraph.text}" for turn in read.turns for paragraph in turn.paragraphs]
    texts += [
        reference.marker for turn in read.turns for paragraph in turn.paragraphs for reference in paragraph.references
    ]
    return Counter(re.findall(r"word\d+", " ".join(texts)))


def left_out(read: Document) -> int:
    """How many words the notices say are not shown."""
    return sum(
        int(number.replace(",", ""))
        for notice in read.notices
        for number in re.findall(r"\(([\d,]+)\)", notice.message)
    )


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_every_word_is_shown_once_or_counted_in_a_notice(format_: Format, data: st.DataObject) -> None:
    body = data.draw(tree(NAMES[format_.name].split()))
    read = document(format_, WRAPPED[format_.name].format(body))
    words = Counter(re.findall(r"word\d+", body))
    found = shown(read)
    assert not found - words
    assert sum((words - found).values()) == left_out(read)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_turns_are_numbered_and_refer_to_turns_that_exist(format_: Format, data: st.DataObject) -> None:
    read = document(format_, WRAPPED[format_.name].format(data.draw(tree(NAMES[format_.name].split()))))
    by_position = {turn.position: turn for turn in read.turns}
    assert list(by_position) == list(range(1, len(read.turns) + 1))
    for turn in read.turns:
        assert turn.paragraphs
        assert all(paragraph.text for paragraph in turn.paragraphs)
        assert turn.voices == () or turn.kind is Kind.SPEECH
        assert (turn.attribution.rule is Rule.NONE) == (not turn.voices)
        first = by_position[turn.continues] if turn.continues else None
        assert first is None or (first.kind is Kind.SPEECH and first.position < turn.position and not first.continues)
        for paragraph in turn.paragraphs:
            for reference in paragraph.references:
                assert by_position[reference.note].kind is Kind.NOTE
                assert 0 <= reference.offset <= len(paragraph.text)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_damaged_files_raise_nothing_but_the_declared_error(format_: Format, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(sorted((FILES / format_.name).iterdir()))).read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    damaged = sample[:start] + data.draw(st.binary(max_size=4)) + sample[start + data.draw(st.integers(0, 40)) :]
    source = SourceFile("damaged.xml", damaged)
    format_.claims(source)
    try:
        format_.read(source)
    except UnreadableSource as error:
        assert error.message  # noqa: PT017 - the test is that nothing else is raised


@given(st.binary(max_size=200))
def test_no_bytes_make_detection_fail(data: bytes) -> None:
    assert [format_.claims(SourceFile("x", data)) for format_ in FORMATS] == [Claim.NONE] * 3


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_a_format_claims_its_own_files_and_no_other(format_: Format) -> None:
    for other in FORMATS:
        for path in (FILES / other.name).iterdir():
            claimed = format_.claims(SourceFile(path.name, path.read_bytes()))
            assert claimed is (Claim.CERTAIN if other is format_ else Claim.NONE)


def test_a_markdown_file_with_the_suffix_of_akoma_ntoso_is_not_claimed() -> None:
    source = SourceFile("2031-04-02.an.xml", b"# Heading\n\n### Orla:\n> (applause)\n")
    assert akoma_ntoso.FORMAT.claims(source) is Claim.NONE


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_a_truncated_file_is_refused_whole_with_its_line(format_: Format) -> None:
    (path, *_) = sorted((FILES / format_.name).iterdir())
    whole = path.read_bytes()
    cut = whole[: whole.rindex(b"</p>") if b"</p>" in whole else whole.rindex(b"</seg>")]
    with pytest.raises(UnreadableSource) as caught:
        format_.read(SourceFile(path.name, cut))
    assert caught.value.line == cut.count(b"\n") + 1


def test_a_corpus_without_texts_says_what_to_do() -> None:
    with pytest.raises(UnreadableSource, match="includes into the folder"):
        tei.FORMAT.read(SourceFile("root.xml", b"<teiCorpus><teiHeader/></teiCorpus>"))


def test_inclusions_are_not_followed_but_told() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    read = document(tei.FORMAT, WRAPPED["tei"].format(f"<p>One.</p>{include}"))
    assert [(notice.code, notice.line) for notice in read.notices] == [("inclusion", 1)]
    assert "passwd" in read.notices[0].message
    assert [paragraph.text for turn in read.turns for paragraph in turn.paragraphs] == ["One."]


def test_two_unknown_people_do_not_become_one() -> None:
    body = "".join(
        f'<note type="speaker">{name}:</note><u who="#unknown-M"><seg>Yes.</seg></u>'
        for name in ("MR. ASHE", "MR. PENN")
    )
    voices = [turn.voices for turn in document(tei.FORMAT, WRAPPED["tei"].format(body)).turns]
    assert [(voice.name, voice.source_id) for (voice,) in voices] == [("MR. ASHE", None), ("MR. PENN", None)]


def test_a_name_printed_once_serves_the_same_person_later() -> None:
    body = '<u who="#a">Early.</u><note type="speaker">ASHE:</note><u who="#a">One.</u><u who="#a">Two.</u>'
    turns = document(tei.FORMAT, WRAPPED["tei"].format(body)).turns
    assert [turn.voices[0].name for turn in turns] == ["ASHE", "ASHE", "ASHE"]
    assert [turn.label for turn in turns] == [None, "ASHE:", None]


def test_what_hansard_prints_in_italics_after_a_speech_is_in_nobodys_mouth() -> None:
    speech = (
        '<speech speakername="Orla Vance"><p>I beg to move.</p><p><i>Amendment 7</i></p>'
        '<p class="italic">Moved by Lord Ashe</p><p>7: Leave out "bridge".</p></speech>'
    )
    turns = document(publicwhip.FORMAT, WRAPPED["publicwhip"].format(speech)).turns
    assert [(turn.kind, turn.paragraphs[-1].text) for turn in turns] == [
        (Kind.SPEECH, "I beg to move."),
        (Kind.NARRATION, 'Leave out "bridge".'.join(["7: ", ""])),
    ]


def test_a_word_in_italics_does_not_end_a_speech() -> None:
    speech = '<speech speakername="Orla Vance"><p>I read <i>The Herald</i> daily.</p><p>It is good.</p></speech>'
    (turn,) = document(publicwhip.FORMAT, WRAPPED["publicwhip"].format(speech)).turns
    assert len(turn.paragraphs) == 2


@pytest.mark.parametrize("day", ["3000-01-01", "", "2031-13-45", "yesterday"])
def test_a_filler_is_no_date(day: str) -> None:
    meta = f'<meta><identification><FRBRWork><FRBRdate date="{day}"/></FRBRWork></identification></meta>'
    read = document(
        akoma_ntoso.FORMAT, f"<akomaNtoso><debate>{meta}<debateBody><p>x</p></debateBody></debate></akomaNtoso>"
    )
    assert read.metadata.dates == ()


def test_a_collection_of_debates_is_several_documents() -> None:
    debate = "<debate><debateBody><speech by='#a'><p>{}</p></speech></debateBody></debate>"
    one, two = debate.format("One."), debate.format("Two.")
    both = f"<akomaNtoso><components><component>{one}</component><component>{two}</component></components></akomaNtoso>"
    documents = akoma_ntoso.FORMAT.read(SourceFile("both.xml", both.encode()))
    assert [(read.id, read.turns[0].paragraphs[0].text) for read in documents] == [("1", "One."), ("2", "Two.")]
