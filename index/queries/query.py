"""What does the text that a reader typed ask for? The grammar of queries; it reads any text and refuses only big ones.

::

    any  = all ("OR" all)*
    all  = term (["AND"] term)*
    term = ("NOT" | "-")* near
    near = one ("NEAR" ["/" number] one)*
    one  = word | word* | word~ | =word | "a phrase" | ="a phrase" | "a phrase"~number | field:one | ( any )

The items come from :mod:`index.queries.query_items`. What stands where it means nothing is left out or searched as a
word, and a notice says which. The tree is in one normal form: an ``And`` holds no ``And``, an ``Or`` no ``Or``,
``Not`` stands in an ``And`` beside something positive (``Everything`` when there is nothing else), and nothing holds
one part only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.errors import OverBudget
from index.limits import LIMITS, Limits
from index.model import Notice, Severity
from index.queries.analysis import asked, fold, tokens
from index.queries.query_items import NEAR_DISTANCE, OPERANDS, OPERATORS, Item, Sort, is_field_alone, items
from index.queries.query_values import value_node
from index.queries.query_words import check_distance, words_node
from index.tree import And, Everything, Form, InField, Node, Not, Or, Phrase, Word


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood. ``notices`` tell what was read otherwise than it was typed."""

    tree: Node
    notices: tuple[Notice, ...] = ()


def parse(text: str, limits: Limits = LIMITS) -> ParsedQuery:
    """The query that ``text`` writes. Any text is one; raises :class:`OverBudget` for one beyond ``limits``."""
    if len(text) > limits.characters:
        raise OverBudget(
            f"The query has {len(text):,} characters; the limit is {limits.characters:,}. Shorten it.", "characters"
        )
    found, notices = items(text)
    balanced, unbalanced = _balanced(found)
    _check_nesting(balanced, limits)
    _check_clauses(balanced, limits)
    parser = _Parser(balanced, limits)
    tree = parser.any()
    told = [*notices, *unbalanced, *parser.notices]
    if tree is None and text.strip():
        tree, notice = _plain_words(found)
        told.append(notice)
    return ParsedQuery(tree or Everything(), tuple(dict.fromkeys(told)))


def replace_word(text: str, old: str, new: str) -> str:
    """The typed text with one of its words changed wherever it stands, in phrases too, and everything else as it was.

    Words are compared folded; the values of ``speaker:``, ``document:``, ``kind:`` and ``date:`` are not looked at, nor
    are these names where they have no value.
    """
    changed, done = [], 0
    for item in items(text)[0]:
        for token in asked(item.text) if item.sort in (Sort.WORDS, Sort.PHRASE) and not is_field_alone(item) else ():
            if fold(token.text) == fold(old):
                quoted = new in OPERATORS and item.sort is Sort.WORDS
                changed += [text[done : item.start + token.start], f'"{new}"' if quoted else new]
                done = item.start + token.end
    return "".join((*changed, text[done:]))


def _plain_words(found: Iterable[Item]) -> tuple[Node | None, Notice]:
    """What is asked for when the grammar found nothing to ask for: the operators themselves, as words."""
    operators = (item for item in found if item.sort in OPERATORS.values())
    words = [Word(token.text) for item in operators for token in tokens(item.text)]
    if not words:
        return None, Notice(Severity.INFO, "no_words", "No word is left in the query, so it asks for everything.")
    typed = " ".join(word.text for word in words)
    return _and(words), Notice(Severity.INFO, "plain_words", f"“{typed}” was searched as plain words.")


def _balanced(found: tuple[Item, ...]) -> tuple[tuple[Item, ...], tuple[Notice, ...]]:
    """The items without the parentheses that have no partner."""
    opened: list[int] = []
    closed: set[int] = set()
    for index, item in enumerate(found):
        if item.sort is Sort.OPEN:
            opened.append(index)
        elif item.sort is Sort.CLOSE and opened:
            closed |= {opened.pop(), index}
    kept = tuple(
        item for index, item in enumerate(found) if index in closed or item.sort not in (Sort.OPEN, Sort.CLOSE)
    )
    if len(kept) == len(found):
        return kept, ()
    message = "A parenthesis has no partner and was left out."
    return kept, (Notice(Severity.WARNING, "unbalanced_parentheses", message),)


def _check_nesting(found: Iterable[Item], limits: Limits) -> None:
    depth = 0
    for item in found:
        depth += (item.sort is Sort.OPEN) - (item.sort is Sort.CLOSE)
        if depth > limits.nesting:
            message = (
                f"Parentheses stand more than {limits.nesting} deep in each other, which is the limit; take some away."
            )
            raise OverBudget(message, "nesting")


def _check_clauses(found: Sequence[Item], limits: Limits) -> None:
    if len(found) <= limits.clauses:
        return
    clauses = sum(item.sort is Sort.VALUE or _has_words(item) for item in found)
    if clauses > limits.clauses:
        message = f"The query has {clauses} words and clauses; the limit is {limits.clauses}. Leave some out."
        raise OverBudget(message, "clauses")


def _has_words(item: Item) -> bool:
    return item.sort in (Sort.WORDS, Sort.PHRASE) and any(tokens(item.text))


class _Parser:
    """A place in balanced items, and what was noticed on the way to it."""

    def __init__(self, found: Sequence[Item], limits: Limits) -> None:
        self.items, self.limits, self.at = found, limits, 0
        self.notices: list[Notice] = []

    def any(self) -> Node | None:
        """Alternatives, to the end or to a closing parenthesis. None: nothing in them asks for anything."""
        branches = [self._branch()]
        while self._take(Sort.OR):
            branches.append(self._branch())
        if len(branches) > 1 and not all(typed for typed, _ in branches):
            self._dangling("OR")
        return _or([node for _, node in branches if node is not None])

    def _branch(self) -> tuple[bool, Node | None]:
        """Whether anything stands in an alternative, and what it asks for."""
        start = self.at
        node = self._all()
        return self.at > start, node

    def _all(self) -> Node | None:
        parts: list[Node] = []
        start = self.at
        while (sort := self._sort()) not in (None, Sort.OR, Sort.CLOSE):
            if sort is Sort.AND:
                if self.at == start or self._sort(1) not in (*OPERANDS, Sort.NOT):
                    self._dangling("AND")
                self.at += 1
            elif sort is Sort.NEAR:
                self._dangling("NEAR")
                self.at += 1
            elif (part := self._term()) is not None:
                parts.append(part)
        return _and(parts)

    def _term(self) -> Node | None:
        negations = 0
        while self._take(Sort.NOT):
            negations += 1
        if self._sort() not in OPERANDS:
            self._dangling("NOT")
            return None
        node = self._near()
        return Not(node) if node is not None and negations % 2 else node

    def _near(self) -> Node | None:
        parts, distances = [self._one()], []
        while self._sort() is Sort.NEAR and self._sort(1) in OPERANDS:
            distance = self.items[self.at].distance
            distances.append(NEAR_DISTANCE if distance is None else distance)
            self.at += 1
            parts.append(self._one())
        kept = [part for part in parts if part is not None]
        return self._together(kept, max(distances)) if distances else parts[0]

    def _together(self, parts: list[Node], distance: int) -> Node | None:
        """Words near each other; other things, which have no one place, are only asked for together."""
        check_distance(distance, self.limits)
        forms = {part.form for part in parts if isinstance(part, Word)}
        if len(parts) > 1 and all(isinstance(part, Word) for part in parts) and forms in ({Form.STEM}, {Form.EXACT}):
            return Phrase(tuple(part.text for part in parts if isinstance(part, Word)), forms.pop(), max(distance, 1))
        if len(parts) > 1:
            self._notice("near_words_only", "NEAR stands between single whole words; it was read as AND.")
        return _and(parts)

    def _one(self) -> Node | None:
        item = self.items[self.at]
        self.at += 1
        if item.sort is Sort.OPEN:
            node = self.any()
            self._take(Sort.CLOSE)
            return node
        if item.sort is Sort.FIELD:
            part = self._one() if self._sort() in OPERANDS else None
            return InField(item.name, part) if part is not None else None
        node, notices = value_node(item.name, item.text) if item.sort is Sort.VALUE else words_node(item, self.limits)
        self.notices += notices
        return node

    def _sort(self, ahead: int = 0) -> Sort | None:
        """What the item here, or so many further, is; None at the end."""
        place = self.at + ahead
        return self.items[place].sort if place < len(self.items) else None

    def _take(self, sort: Sort) -> Item | None:
        """The item here, which is passed, when it is of that sort."""
        if self._sort() is not sort:
            return None
        self.at += 1
        return self.items[self.at - 1]

    def _dangling(self, operator: str) -> None:
        message = f"{operator} stands where there is nothing to join or leave out, so it was passed over."
        self._notice("dangling_operator", message)

    def _notice(self, code: str, message: str) -> None:
        self.notices.append(Notice(Severity.WARNING, code, message))


def _and(parts: Sequence[Node]) -> Node | None:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    asked_for: list[Node] = [part for part in flat if not isinstance(part, Everything)]
    if all(isinstance(part, Not) for part in asked_for) and flat:
        asked_for.insert(0, Everything())
    return _one_or(And, asked_for)


def _or(parts: Sequence[Node]) -> Node | None:
    return _one_or(Or, [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))])


def _one_or(several: type[And] | type[Or], parts: Sequence[Node]) -> Node | None:
    """The parts together, the only part itself, or None."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return several(tuple(parts))
