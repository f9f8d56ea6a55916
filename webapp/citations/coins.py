"""How does a reference manager find the hits of a list? COinS: a context object (Z39.88) in the title of an empty span.

Only lists have them. On the page of a single document or passage they would win over the ``meta`` elements there, which
say more (Zotero's translators, priorities 310 and 320).
"""

from __future__ import annotations

from urllib.parse import urlencode

from index.results import Hit
from webapp.presenters.dates import machine_readable


def coins(hit: Hit, address: str) -> str:
    """The context object of a hit. ``address``: its permalink; left out unless it is a whole one."""
    who = [speaker.name for speaker in hit.speakers]
    said = ", ".join([f"Turn {hit.position}", *who]) if hit.position else ""
    pairs = (
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "manuscript"),
        ("rft.title", hit.document.title),
        ("rft.date", machine_readable(hit.document.date) or ""),
        ("rft.description", said),
        ("rft.identifier", address if address.startswith(("https://", "http://")) else ""),
    )
    return urlencode([(name, value) for name, value in pairs if value])
