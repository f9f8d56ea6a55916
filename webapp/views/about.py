"""What this archive is, and how it was made."""

from __future__ import annotations

from flask import render_template

from webapp.current import archive


def page() -> str:
    opened = archive()
    return render_template("about.html", counts=opened.store.counts(), manifest=opened.manifest)
