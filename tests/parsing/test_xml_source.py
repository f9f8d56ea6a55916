"""XML files are read without trusting them: limits, entities, encodings, and the line of whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.errors import UnreadableSource
from index.formats.xml_source import XML_LIMITS, XmlLimits, read_xml, root_of
from index.formats.xml_tree import Element, Text


def refusal(data: str | bytes, limits: XmlLimits = XML_LIMITS) -> UnreadableSource:
    with pytest.raises(UnreadableSource) as caught:
        read_xml(data if isinstance(data, bytes) else data.encode(), limits)
    return caught.value


def plain(data: str | bytes) -> str:
    return read_xml(data if isinstance(data, bytes) else data.encode()).root.plain


def test_elements_and_texts_know_their_lines() -> None:
    root = read_xml(b"<a>\n <b x='1'\n y='2'>one\ntwo</b>\n\nthree</a>").root
    inner = next(root.elements)
    assert (inner.name, inner.line, dict(inner.attributes)) == ("b", 2, {"x": "1", "y": "2"})
    assert list(inner.texts()) == [Text("one\ntwo", 3)]
    assert root.content[-1] == Text("\n\nthree", 4)


def test_names_come_without_their_prefix_and_keep_their_namespace() -> None:
    root = read_xml(b'<t:TEI xmlns:t="urn:x" xml:id="k"><t:u/><u/></t:TEI>').root
    assert (root.name, root.namespace, root.get("xml:id")) == ("TEI", "urn:x", "k")
    assert [each.namespace for each in root.elements] == ["urn:x", ""]


def test_short_text_entities_of_the_file_are_read() -> None:
    declared = '<!DOCTYPE a [<!ENTITY pound "&#163;"><!ENTITY eu "European Union">]>'
    assert plain(f"{declared}<a b='&pound;'>&pound;3 for the &eu;</a>") == "£3 for the European Union"


def test_the_characters_that_html_names_are_known_and_can_be_declared_otherwise() -> None:
    assert plain("<a>&eacute;&mdash;&nbsp;x</a>") == "é— x"
    assert plain('<?xml version="1.0" standalone="yes"?><a>&eacute;</a>') == "é"
    assert plain('<!DOCTYPE a [<!ENTITY eacute "E">]><a>&eacute;</a>') == "E"


def test_an_outside_dtd_is_not_fetched_and_does_not_matter() -> None:
    assert plain('<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a>&eacute;!</a>') == "é!"


def test_an_entity_that_nobody_declares_is_kept_as_written_and_told() -> None:
    file = read_xml(b"<a>\n\nx &foo; y</a>")
    assert file.root.plain == "x &foo; y"
    assert [(notice.code, notice.line) for notice in file.notices] == [("unknown_entity", 3)]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x PUBLIC "p" "http://192.0.2.1/x">',
        "<!ENTITY % x \"<!ENTITY y 'z'>\">",
        '<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;',
        '<!ENTITY x "one"><!ENTITY y "&x;&x;">',
        '<!ENTITY y "&x;&x;"><!ENTITY x "one">',
        '<!ENTITY x "<b>markup</b>">',
        f'<!ENTITY x "{"long " * 300}">',
    ],
)
def test_entities_that_are_not_short_text_are_refused(declaration: str) -> None:
    error = refusal(f"<!DOCTYPE a [\n{declaration}]>\n<a>text</a>")
    assert error.code == "entities"
    assert error.line == 2


def test_too_many_entities_are_refused() -> None:
    many = "".join(f'<!ENTITY e{number} "x">' for number in range(XML_LIMITS.entities + 1))
    assert refusal(f"<!DOCTYPE a [{many}]><a/>").code == "entities"


def test_a_bomb_of_nested_entities_is_refused_before_it_unfolds() -> None:
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    assert refusal(f'<!DOCTYPE a [<!ENTITY l0 "ha">{levels}]><a>&l9;</a>').code == "entities"


def test_a_bomb_of_one_entity_used_often_is_refused() -> None:
    bomb = f'<!DOCTYPE a [<!ENTITY x "{"x" * 900}">]><a>{"&x;" * 5_000}</a>'
    assert refusal(bomb).code == "entities"
    assert refusal(bomb.replace("<a>", '<a><b c="').replace("</a>", '"/></a>')).code == "entities"


def test_a_bomb_of_default_attributes_is_refused() -> None:
    declared = f'<!DOCTYPE a [<!ATTLIST b c CDATA "{"x" * 900}">]>'
    assert refusal(f"{declared}<a>{'<b/>' * 5_000}</a>").code == "entities"


def test_nesting_size_and_number_of_elements_are_limited() -> None:
    assert refusal("<a>\n" * 101 + "</a>" * 101).line == 101
    assert refusal("<a>" * 200_000).code == "xml_limits"
    small = XmlLimits(size=20, elements=3)
    assert refusal("<a><b/><b/><b/></a>", small).code == "xml_limits"
    assert refusal("<a>far too long for that</a>", small).code == "xml_limits"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("", 1),
        ("plain text", 1),
        ("<a>\n<b>", 2),
        ("<a>\n<b></a>", 2),
        ("<a>\n<b attribute='cut of", 2),
        ("<a/>\n<b/>", 2),
        (f"<a>{'text ' * 40}\n\x07</a>", 2),
        ("<a>\n<x:b/></a>", 2),
        ("<a>\n<!-- never closed", 2),
    ],
)
def test_malformed_and_truncated_xml_is_refused_with_its_line(data: str, line: int) -> None:
    error = refusal(data)
    assert (error.code, error.line) == ("malformed_xml", line)
    assert str(line) in error.message


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-2", "windows-1251", "shift_jis"]
)
def test_text_is_decoded_by_mark_or_declaration(encoding: str) -> None:
    word = {"iso-8859-2": "łódź", "windows-1251": "привет", "shift_jis": "日本"}.get(encoding, "łódź 日本")
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    assert plain(f'<?xml version="1.0" encoding="{declared}"?>\n<a>{word}</a>'.encode(encoding)) == word


def test_bytes_that_contradict_their_declaration_are_told() -> None:
    file = read_xml('<?xml version="1.0" encoding="UTF-8"?>\n<a>\ncafé</a>'.encode("latin-1"))
    assert file.root.plain == "café"
    assert [(notice.code, notice.line) for notice in file.notices] == [("encoding", 3)]


def test_a_huge_start_tag_is_read_once_and_not_again_with_every_piece() -> None:
    root = read_xml(b"<a b='" + b"x" * 8_000_000 + b"'/>").root
    assert len(root.attributes["b"]) == 8_000_000


def test_the_root_is_found_before_the_rest_is_read() -> None:
    def name(data: str | bytes) -> str | None:
        root = root_of(data if isinstance(data, bytes) else data.encode())
        return root.name if root else None

    assert name('<?xml version="1.0"?><!-- x --><!DOCTYPE r [<!ENTITY e "f">]>\n<r a="1"><cut') == "r"
    assert name("<r>é</r>".encode("utf-16")) == "r"
    assert name(f"<r>{'é' * 100_000}") == "r"
    assert name("# Markdown\n\n<r>") is None
    assert name("") is None
    assert name(b"\x00\x01\x02") is None


def test_plain_text_joins_inline_markup_and_words_do_not_join_elements() -> None:
    root = read_xml(b"<a><b>W</b>ord <c>one</c><c>two</c></a>").root
    assert root.plain == "Word onetwo"
    assert root.words == "W ord one two"


def test_descendants_come_in_document_order() -> None:
    def lines(root: Element) -> Iterator[int]:
        return (each.line for each in root.descendants("b"))

    assert list(lines(read_xml(b"<a>\n<b>\n<b/></b>\n<c>\n<b/></c></a>").root)) == [2, 3, 5]
