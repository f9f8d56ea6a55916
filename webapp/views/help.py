"""Help: what may be typed, with examples that run on this archive, and the keyboard."""

from __future__ import annotations

from flask import render_template

from index.errors import DamagedGeneration, NoGeneration
from index.limits import LIMITS
from index.request import SearchRequest, View
from webapp.current import addresses, archive, site
from webapp.presenters.examples import FALLBACK, Material, examples, material
from webapp.presenters.paging import Link


def page() -> str:
    """The help page. It is there before anything is built, with invented examples."""
    limits = site().settings.limits
    of = _material()
    concordance = addresses().search(SearchRequest(q=of.word, view=View.CONCORDANCE))
    return render_template(
        "help.html",
        examples=examples(of, addresses()),
        concordance=Link(of.word, concordance),
        sample=SearchRequest(q=of.word),
        sample_document=_first_document(),
        limits=limits,
        usual=LIMITS,
    )


def _material() -> Material:
    try:
        return material(archive().store)
    except (NoGeneration, DamagedGeneration):
        return FALLBACK


def _first_document() -> str | None:
    """Its id; None when there is none."""
    try:
        return next((document.id for document in archive().store.documents()), None)
    except (NoGeneration, DamagedGeneration):
        return None
