"""How is a result set written as JSON lines? One object a line: the search, every hit, the end.

``record`` says what a line is: ``search`` (the first), ``hit``, ``end`` (the last: whether the file is complete). A
file without its ``end`` broke off on its way. A hit has the keys of ``/search.json``, the whole text instead of
snippets.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from webapp.exports.rows import About, Row
from webapp.search_json import error_json
from webapp.search_urls import parameters

MEDIA_TYPE = "application/x-ndjson; charset=utf-8"


def jsonl_lines(about: About, rows: Iterable[Row]) -> Iterator[str]:
    """The file, line by line."""
    yield _line(_search(about))
    for row in rows:
        yield _line(_hit(row))
    yield _line(_end(about))


def error_jsonl(status: int, message: str) -> str:
    """The file that says why there is none."""
    return _line({"record": "error", **error_json(status, message)})


def _search(about: About) -> Mapping[str, object]:
    return {
        "record": "search",
        "query": {"text": about.request.q, "words": about.words, "parameters": parameters(about.request)},
        "url": about.url,
        "generation": about.generation,
        "built": about.built,
        "exported": about.exported,
        "total": about.total,
        "notices": list(about.notices),
    }


def _hit(row: Row) -> Mapping[str, object]:
    speakers = [{"id": speaker.id, "name": speaker.name} for speaker in row.speakers]
    return {
        "record": "hit",
        "number": row.number,
        "document": {"id": row.document.id, "title": row.document.title, "date": row.document.date},
        "position": row.position,
        "kind": row.kind,
        "speaker": speakers[0] if len(speakers) == 1 else None,
        "speakers": speakers,
        "label": row.label,
        "certainty": row.certainty,
        "language": row.language,
        "paragraphs": list(row.paragraphs),
        "score": row.score,
        "url": row.url,
        "in_context": row.in_context,
    }


def _end(about: About) -> Mapping[str, object]:
    return {
        "record": "end",
        "hits": about.hits,
        "total": about.total,
        "complete": about.complete,
        "message": about.ending,
        "generation": about.generation,
    }


def _line(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"
