"""Whose words are these? Whole invented transcripts, and what must never be put into anybody's mouth."""

from __future__ import annotations

import pytest

from index.formats.base import SourceFile
from index.formats.text import read
from index.model import Kind


def voices(text: str, *, flat: bool = False) -> list[str]:
    """Who speaks in ``text``, turn by turn; paragraphs are its lines, run together into one line if ``flat``."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    whole = (" " if flat else "\n\n").join(lines)
    document = read(SourceFile("talk.txt", whole.encode()))[0]
    return [" + ".join(voice.name for voice in turn.voices) for turn in document.turns if turn.kind is Kind.SPEECH]


OFFICES = """
    The Ambassador: We wish to raise the question of the fishing rights today.
    The Prime Minister: My government has studied this with care already.
    The Ambassador: There is a draft of an agreement on the table.
    Interpreter: The Ambassador asks whether the draft is known here.
    The Prime Minister: It is known and it is not acceptable to us.
"""
INITIALS = """
    Comrade Vesk: We shall not accept this letter from your committee.
    N. S. Dorma: What do you not like about our letter then?
    Comrade Vesk: The tone of it, and the threats that are in it.
    N. S. Dorma: There are no threats in it whatsoever, believe me.
    A. I. Pelin: The two of you should read it calmly once more.
"""
CAPITALS = """
    VESKER. Colleagues, we have one question before us today, the weir.
    DORMAN. I support the draft that was sent round yesterday.
    VESKER. Are there any other remarks on that paper then?
    PELINOV. The second paragraph is too weak, as it seems to me.
    DORMAN. I agree with that remark as far as it goes.
    VESKER. Strengthen it then and send it out tonight.
"""
CYRILLIC = """
    Тов. Веский: Как вы доехали? Не было ли холодно в дороге?
    Тов. Дорма: Спасибо, доехали хорошо. Нам важен вопрос о мире.
    Тов. Веский: Я сказал ему: подождите до весны, тогда посмотрим.
"""
DASHES = """
    Cde. Vesk— we must not hurry with the removal of the stones.
    Cde. Dorma— it is necessary to restore the bridge at once.
    Cde. Vesk— the masons themselves shall restore the bridge.
    Cde. Pelin— the ferry is able to run within three days.
    Cde. Dorma— agree with Pelin on the use of the ferry.
"""
JOINT = """
    General Vesk: I propose to publish the statement tomorrow at noon.
    General Dorma and General Pelin: We have no objection to that proposal.
    General Pelin: There is one point about the railways still open.
    General Dorma: The railways belong to the government and not to us.
    General Vesk: Let us come to the railways after lunch then.
"""


@pytest.mark.parametrize("flat", [False, True], ids=["paragraphs", "one line"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OFFICES, "The Ambassador|The Prime Minister|The Ambassador|Interpreter|The Prime Minister"),
        (INITIALS, "Comrade Vesk|N. S. Dorma|Comrade Vesk|N. S. Dorma|A. I. Pelin"),
        (CAPITALS, "VESKER|DORMAN|VESKER|PELINOV|DORMAN|VESKER"),
        (CYRILLIC, "Тов. Веский|Тов. Дорма|Тов. Веский"),
        (DASHES, "Cde. Vesk|Cde. Dorma|Cde. Vesk|Cde. Pelin|Cde. Dorma"),
        (JOINT, "General Vesk|General Dorma + General Pelin|General Pelin|General Dorma|General Vesk"),
    ],
    ids=["offices", "initials", "capitals", "cyrillic", "dashes", "joint"],
)
def test_the_same_people_speak_whether_lines_were_run_together_or_not(text: str, expected: str, flat: bool) -> None:
    if text is OFFICES and flat:
        expected = expected.replace("|Interpreter", "")  # one word alone within a line is not enough
    assert voices(text, flat=flat) == expected.split("|")


def test_a_label_that_lost_its_colon_is_a_label_still() -> None:
    text = """
        Comrade Vesk: Welcome to our country. How was the journey?
        Comrade Dorma: The journey was long and we are grateful.
        Comrade Vesk It was cold last week and the harvest suffered.
        Comrade Dorma; With us the wheat stood under water.
        Comrade Vesk thought of the harvest, as he has told me since.
    """
    assert voices(text) == ["Comrade Vesk", "Comrade Dorma", "Comrade Vesk", "Comrade Dorma"]


NOBODY = {
    "the greeting of a memorandum": """
        Memorandum by the Director of the Office to the Under Secretary
        Mr. Vesk: I think that we should say nothing about the loan until the Bank decides.
        The Bank will meet on Tuesday and we may learn more from it.
    """,
    "a record in the third person": """
        Record of conversation with the Minister for Bridges
        1. I called on the Minister today. Mr. Dorma: he was tired.
        2. Mr. Pelin said that the river was quiet. Sorvia: no interest.
    """,
    "a list of participants": """
        Memorandum of conversation, by the Director
        Participants:
        Dr. Vesk Shao-hua, Minister-Counselor, Sorvian Embassy
        Colonel Dorma: Secretary
        I had luncheon with Dr. Vesk and spoke about the river.
    """,
    "minutes with headings of fields": """
        ### 出席人員：
        黃子維、賴致翔
        ### 會議結論：
        請於下週一前提出報告。
        ### 出席人員：
        鄧文漢
    """,
    "lists of troops": """
        Report on the incident at the weir
        U. S. Marines: three killed and twelve wounded in the action
        U. S. Marines: two trucks burned and one jeep damaged beyond use
        U. S. Marines: no prisoners taken on that day by anybody
        U. S. Marines: none of the shots were fired before noon
    """,
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=list(NOBODY))
def test_nobody_speaks_in(text: str) -> None:
    assert voices(text) == []


def test_people_in_a_story_do_not_speak_themselves() -> None:
    text = """
        Ivan Vesk: I will tell you how it was, as a little play.
        "Gomul: Where is the army? Rokos: On the road. Gomul: Stop it."
        Andra Dorma: And who told you about that little play?
        Ivan Vesk: A driver. Gomul: he trusted drivers more than ministers.
        Andra Dorma: With good reason in those days, I should say.
    """
    expected = ["Ivan Vesk", "Andra Dorma", "Ivan Vesk", "Andra Dorma"]
    assert voices(text) == voices(text, flat=True) == expected


def test_a_quotation_that_a_telegram_gives_ends_with_its_quotation_marks() -> None:
    text = """
        The Legation to the Department
        Mr. Chen Vesk said:
        “We appreciate the efforts that have been put forth for the bridge.”
        When questioned about the ferry he gave no answer at all.
        Dorma
    """
    document = read(SourceFile("talk.txt", "\n\n".join(line.strip() for line in text.strip().splitlines()).encode()))[0]
    said = [paragraph.text for turn in document.turns if turn.kind is Kind.SPEECH for paragraph in turn.paragraphs]
    assert said == ["“We appreciate the efforts that have been put forth for the bridge.”"]


def test_in_a_letter_nobody_is_quoted() -> None:
    text = """
        Letter to the Governor of Nordhaven
        I have just returned from the weir and wish to tell you what I heard.
        The Governor agreed to the following:
        He wished to see the bridge built within the year.
    """
    assert voices(text) == []


def test_the_name_below_a_record_is_not_spoken() -> None:
    text = """
        Comrade Mara Vesk: The stone has been sent.
        Comrade Pelin: It has come.
        Dorma Anlund
    """
    assert voices(text) == ["Comrade Mara Vesk", "Comrade Pelin"]
    document = read(SourceFile("talk.txt", "\n\n".join(line.strip() for line in text.strip().splitlines()).encode()))[0]
    assert document.turns[-1].kind is Kind.NARRATION


def test_the_only_label_is_no_greeting_when_the_title_says_who_met() -> None:
    title = "Meeting Between Dr. Stuart Vesk and Colonel Dorma at Nordhaven"
    assert voices(f"{title}\nDr. Vesk: I wanted to ask you about the weir.") == ["Dr. Vesk"]


def test_what_only_may_be_a_label_is_said_by_nobody_and_told() -> None:
    text = (
        "Fidel Vesk: I was on the hill when it came.\n\n(Laughter.)\n\nWe had nothing but ropes.\n\nNot one.\n\n"
        "Fidel Vesk: So it was.\n\nAnna Dorma: The ferry was not ours in that year."
    )
    document = read(SourceFile("talk.txt", text.encode()))[0]
    assert "Anna Dorma" not in " ".join(
        paragraph.text for turn in document.turns if turn.kind is Kind.SPEECH for paragraph in turn.paragraphs
    )
    assert [(notice.code, notice.line) for notice in document.notices] == [("possible-label", 11)]


def test_somebody_who_is_spoken_about_does_not_speak() -> None:
    text = """
        Comrade Vesk: I will tell you about the masons one after another.
        Comrade Dorma: Please do. We have heard little of them here.
        Comrade Vesk: The first has gone home for the winter months.
        Comrade Jacob Grip: the eldest of the masons, is ill at present.
        Comrade Dorma: That is bad news for the bridge and for us.
    """
    assert voices(text) == ["Comrade Vesk", "Comrade Dorma", "Comrade Vesk", "Comrade Dorma"]


def test_three_labels_in_letters_without_capitals_are_enough_when_one_name_recurs() -> None:
    text = """
        صدام حسين: ما هو وضع الجبهة الشمالية اليوم؟
        طارق عزيز: الجبهة صامدة منذ الأسبوع الماضي سيدي.
        صدام حسين: إذن فليتحملوا النتيجة وحدهم.
    """
    assert voices(text) == ["صدام حسين", "طارق عزيز", "صدام حسين"]


def test_a_sentence_without_spaces_before_a_colon_is_its_speakers() -> None:
    text = "### 唐鳳：\n大家好。\n### 陳昱：\n您好。\n### 唐鳳：\n我補充一下：這是公開的。"
    document = read(SourceFile("talk.md", text.replace("\n", "\n\n").encode()))[0]
    assert document.turns[-1].kind is Kind.SPEECH
    assert document.turns[-1].paragraphs[-1].text.startswith("我補充一下")
