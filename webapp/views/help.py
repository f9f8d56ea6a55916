"""Help: what may be typed, with examples that run on this archive, and the keyboard."""

from __future__ import annotations

from flask import render_template

from index.errors import DamagedGeneration, NoGeneration
from index.limits import LIMITS
from webapp.current import addresses, archive, site
from webapp.presenters.examples import FALLBACK, Material, examples, material


def page() -> str:
    """The help page. It is there before anything is built, with invented examples."""
    limits = site().settings.limits
    return render_template("help.html", examples=examples(_material(), addresses()), limits=limits, usual=LIMITS)


def _material() -> Material:
    try:
        return material(archive().store)
    except (NoGeneration, DamagedGeneration):
        return FALLBACK
