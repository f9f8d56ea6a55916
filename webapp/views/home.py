"""The front page: the search box, and what the archive holds."""

from __future__ import annotations

from flask import render_template

from webapp.current import addresses, archive
from webapp.presenters.examples import examples, material
from webapp.presenters.overview import archive_bars

SPEAKERS = 12  # shown on the front page
DOCUMENTS = 8
EXAMPLES = 3


def page() -> str:
    store = archive().store
    return render_template(
        "home.html",
        counts=store.counts(),
        bars=archive_bars(store.years(), addresses()),
        speakers=store.speakers()[:SPEAKERS],
        documents=store.documents()[:DOCUMENTS],
        examples=examples(material(store), addresses())[:EXAMPLES],
    )
