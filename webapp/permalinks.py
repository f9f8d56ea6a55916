"""What became of a link, in the archive that this request sees? The rules are in :mod:`index.links.permalinks`."""

from __future__ import annotations

from functools import cache

from flask import abort, redirect, request
from werkzeug.exceptions import Gone, NotFound
from werkzeug.wrappers import Response

from index.links.ledger import open_ledger
from index.links.link_history import called_now
from index.links.permalinks import Outcome, resolve
from index.passages import PassageRef
from webapp.current import addresses, archive, site
from webapp.presenters.dates import moment
from webapp.search_urls import clean


def followed(document_id: str, ref: PassageRef) -> Outcome:
    """What became of the passage that an address names."""
    with open_ledger(site().settings.data, archive().generation) as ledger:
        return resolve(document_id, ref, cache(archive().store.document), ledger)


def lost(document_id: str) -> Response:
    """Where a document went that is not in the archive: on to the id it has now. Otherwise 410 when it was here once,
    404 when it never was.

    The redirect is a temporary one (302), as all redirects of permalinks are: where a passage is, is a fact about the
    live generation; a browser that kept a permanent one would go on lying after the operator went back.
    """
    with open_ledger(site().settings.data, archive().generation) as ledger:
        now, last = called_now(ledger, document_id), ledger.last_change(document_id)
        withdrawn = ledger.forgotten(document_id, None)
    if archive().store.summary(now) is not None:
        before, after = addresses().document(document_id), addresses().document(now)
        asked = request.script_root + request.full_path.removesuffix("?")
        return redirect(after + asked.removeprefix(before))
    if withdrawn:
        raise Gone("This document was withdrawn. What it said is not kept.")
    if last is not None:
        change, when = last
        named = f"“{change.title}”" if change.title else "This document"
        raise Gone(f"{named} was in this archive until {moment(when)}. It was taken out then.")
    raise NotFound("There is no document of that name in this archive.")


def quotation() -> str:
    """The words that the address quotes; empty when it quotes none. Too many of them are refused."""
    words, most = clean(request.args.get("quote", "")), site().settings.limits.characters
    if len(words) > most:
        abort(
            414,
            f"A quotation in an address may have {most:,} characters; this one has {len(words):,}. "
            "Link to the passage, or quote fewer words.",
        )
    return words
