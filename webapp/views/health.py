"""For machines that watch the site: is the process alive, and can it answer searches?"""

from __future__ import annotations

from flask import Response, jsonify

from webapp.current import archive, site


def alive() -> Response:
    """Always answers while the process runs; says nothing of the archive."""
    return jsonify({"status": "ok"})


def ready() -> Response:
    """Whether there is an archive to search; 503 when there is none. ``problem`` tells why the newest is not used."""
    opened = archive()
    counts = opened.store.counts()
    return jsonify(
        {
            "status": "ok",
            "generation": opened.generation,
            "created": opened.manifest.created,
            "documents": counts.documents,
            "turns": counts.turns,
            "problem": site().generations.problem,
        }
    )
