"""How is it told that a passage was another once? Its wording and speaker then, and word by word what is different."""

from __future__ import annotations

from dataclasses import dataclass

from index.links.link_history import Retired
from index.links.passage_states import said_by
from index.links.word_differences import Part, differences
from index.model import Document
from index.passages import PassageRef
from webapp.presenters.dates import moment


@dataclass(frozen=True, slots=True)
class PastView:
    """``who`` None: the names are not kept; ``paragraphs`` None: the wording is not. ``parts``: what is different,
    empty where the words are the same or not compared. ``other_speaker``: somebody else is said to speak now."""

    until: str
    who: str | None
    label: str | None
    paragraphs: tuple[str, ...] | None
    parts: tuple[Part, ...]
    other_speaker: bool

    @property
    def other_words(self) -> bool:
        """Whether the wording is another now, as far as it is known."""
        return bool(self.parts)


def past_view(then: Retired, document: Document | None = None, ref: PassageRef | None = None) -> PastView:
    """How a passage was; compared with the one at ``ref`` of ``document`` where it still stands."""
    now = document.turns[ref.position - 1] if document and ref else None
    parts: tuple[Part, ...] = ()
    if now and ref and then.wording is not None and then.hash != ref.hash:
        paragraphs = now.paragraphs if ref.paragraph is None else now.paragraphs[ref.paragraph - 1 : ref.paragraph]
        parts = differences(then.wording, [paragraph.text for paragraph in paragraphs])
    names = said_by(document, now) if document and now else None
    return PastView(
        until=moment(then.when),
        who=None if then.names is None else " and ".join(then.names) or "nobody named",
        label=then.label,
        paragraphs=then.wording,
        parts=parts,
        other_speaker=names is not None and then.names is not None and names != then.names,
    )


def past_json(then: Retired) -> dict[str, object]:
    """How a passage was, as data."""
    return {
        "until": then.when,
        "hash": then.hash,
        "speakers": None if then.names is None else list(then.names),
        "label": then.label,
        "paragraphs": None if then.wording is None else list(then.wording),
    }
