"""Which words does a piece of the typed text ask for? A word in its form, a phrase, or nothing."""

from __future__ import annotations

from index.errors import OverBudget
from index.limits import Limits
from index.model import Notice, Severity
from index.queries.analysis import asked, fold, has_cjk, is_single_cjk
from index.queries.query_items import Item
from index.tree import Form, Node, Phrase, Word


def words_node(item: Item, limits: Limits) -> tuple[Node | None, tuple[Notice, ...]]:
    """What a run of characters or a quoted phrase asks for, and what was noticed. None: there is no word in it.

    Raises OverBudget for a phrase of too many words or too large a distance.
    """
    words = tuple(token.text for token in asked(item.text))
    if len(words) > limits.phrase_words:
        raise OverBudget(f"A phrase has {len(words)} words; the limit is {limits.phrase_words}.", "phrase_words")
    check_distance(item.distance, limits)
    if not words:
        return None, ()
    return _word(words[0], item.form, limits) if len(words) == 1 else _phrase(words, item)


def check_distance(distance: int | None, limits: Limits) -> None:
    """Raises OverBudget when words may stand farther apart than ``limits`` allow."""
    if distance is not None and distance > limits.near_words:
        message = f"Words can be looked for within {limits.near_words} words of each other, not {distance:,}."
        raise OverBudget(message, "near_words")


def _word(word: str, form: Form, limits: Limits) -> tuple[Node, tuple[Notice, ...]]:
    if is_single_cjk(word):
        return Word(word, Form.PREFIX), ()
    if form is Form.PREFIX and len(fold(word)) < limits.prefix_letters:
        return Word(word), (
            _info(
                "short_prefix", f"“{word}*” was searched as a word: * needs {limits.prefix_letters} letters before it."
            ),
        )
    if form is Form.FUZZY and has_cjk(word):
        return Word(word), (_info("plain_word", f"“{word}~” was searched as it is: ~ is for words of letters."),)
    return Word(word, form), ()


def _phrase(words: tuple[str, ...], item: Item) -> tuple[Node, tuple[Notice, ...]]:
    notices = []
    if item.form is Form.FUZZY or (item.form is Form.PREFIX and not has_cjk(words[-1])):
        sign = "*" if item.form is Form.PREFIX else "~"
        message = f"“{item.text}{sign}” was searched as the phrase “{item.text}”: {sign} is for single words."
        notices.append(_info("plain_phrase", message))
    if is_single_cjk(words[-1]):
        message = f"At the end of “{item.text}”, {words[-1]} was looked for only where no such character follows."
        notices.append(_info("single_character", message))
    form = Form.EXACT if item.form is Form.EXACT else Form.STEM
    return Phrase(words, form, item.distance or None), tuple(notices)


def _info(code: str, message: str) -> Notice:
    return Notice(Severity.INFO, code, message)
