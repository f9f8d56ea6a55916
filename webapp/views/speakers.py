"""The people: who speaks in the archive, and one speaker's documents, years, labels and partners."""

from __future__ import annotations

from flask import abort, render_template, request

from index.request import SearchRequest
from webapp.current import addresses, archive
from webapp.presenters.overview import archive_bars, list_page
from webapp.search_urls import clean
from webapp.views.arguments import page_number


def listing() -> str:
    q = clean(request.args.get("q", ""))
    named = ((speaker, speaker.name) for speaker in archive().store.speakers())
    listed = list_page(named, q, page_number(), addresses().speakers)
    if listed is None:
        abort(404)
    return render_template("speakers.html", listed=listed)


def page(speaker_id: str) -> str:
    profile = archive().store.speaker(speaker_id) or abort(404, "There is no speaker of that name in this archive.")
    return render_template(
        "speaker.html",
        profile=profile,
        bars=archive_bars(profile.years, addresses(), speaker_id),
        everything=addresses().search(SearchRequest(speaker=(speaker_id,))),
        in_document=lambda id_: addresses().document(id_, SearchRequest(speaker=(speaker_id,))),
    )
