"""Checking a quotation: is it here word for word, who said it and when, and if not, what is the closest."""

from __future__ import annotations

from flask import Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest

from index.errors import OverBudget
from index.queries.likeness import Part
from index.quote_check import FEWEST_WORDS, Checked, Match, check_quotation
from webapp import freshness
from webapp.current import addresses, archive, public_addresses, site
from webapp.presenters.quote_check import checked_view, match_view, passage_of
from webapp.search_urls import clean

PARAMETER = "text"


def page() -> tuple[str, int]:
    """The form; with a quotation in the address, what is to be said of it (400: it is too long or too short)."""
    text, limits = clean(request.args.get(PARAMETER, "")), site().settings.limits
    checked, problem = None, ""
    try:
        checked = _checked(text) if text else None
    except OverBudget as error:
        problem = error.message
    body = render_template(
        "quote.html",
        problem=problem,
        text=text,
        longest=limits.characters,
        fewest=FEWEST_WORDS,
        view=checked_view(checked, addresses()) if checked else None,
        notices=checked.notices if checked else (),
        data=addresses().quote_json(text) if checked else None,
    )
    return body, 400 if problem else 200


def data() -> Response:
    """The same as JSON."""
    text = clean(request.args.get(PARAMETER, ""))
    if not text:
        raise BadRequest("Give the quotation as “text”: /quote.json?text=…")
    return jsonify(_object(_checked(text)))


def _checked(text: str) -> Checked:
    checked = check_quotation(archive(), text, site().settings.limits)
    freshness.mind(checked.notices)
    return checked


def _object(checked: Checked) -> dict[str, object]:
    return {
        "text": checked.text,
        "verdict": checked.verdict.value,
        "passages": [_match(match) for match in checked.matches],
        "notices": [{"code": notice.code, "message": notice.message} for notice in checked.notices],
        "generation": archive().generation,
    }


def _match(match: Match) -> dict[str, object]:
    view, ref = match_view(match, public_addresses()), passage_of(match)
    document = match.place.document
    return {
        "document": {"id": document.id, "title": document.title, "date": document.date},
        "position": ref.position,
        "paragraph": ref.paragraph,
        "kind": match.place.turn.kind.value if match.place.turn else None,
        "speaker": _speaker(match) if len(view.speakers) == 1 else None,
        "speakers": [speaker.id for speaker in view.speakers],
        "label": view.label,
        "words": view.words,
        "likeness": round(match.likeness.share, 3),
        "differences": [_part(part) for part in view.parts],
        "url": view.permalink,
        "in_context": view.in_context,
    }


def _speaker(match: Match) -> dict[str, str]:
    (speaker,) = match.place.speakers
    return {"id": speaker.id, "name": speaker.name}


def _part(part: Part) -> dict[str, str]:
    return {"change": part.change.value, "text": part.text}
