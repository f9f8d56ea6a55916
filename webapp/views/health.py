"""For machines that watch the site: is the process alive, and can it answer searches?"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, jsonify

from index.engines.base import Plan
from webapp.current import archive, site


def alive() -> Response:
    """Always answers while the process runs; says nothing of the archive."""
    return jsonify({"status": "ok"})


def ready() -> Response:
    """Whether searches are answered: one is tried. 503 when there is no archive.

    ``problem`` tells why the newest generation is not the one that is used; ``left_out`` counts files that could not be
    read; ``age_seconds``: since the archive was built.
    """
    opened = archive()
    opened.engine.search(Plan(limit=1))
    counts = opened.store.counts()
    age = datetime.now(UTC) - datetime.fromisoformat(opened.manifest.created)
    return jsonify(
        {
            "status": "ok",
            "generation": opened.generation,
            "created": opened.manifest.created,
            "age_seconds": max(0, int(age.total_seconds())),
            "documents": counts.documents,
            "turns": counts.turns,
            "left_out": len(opened.manifest.report.left_out),
            "problem": site().generations.problem,
        }
    )
