"""What a browser or a feed reader needs to know to search here: an OpenSearch 1.1 description.

Its addresses are whole where the public address is known. Otherwise they are paths, which browsers that take the
description from a page of the site cannot use; the operator sets ``COLLOQUY_BASE_URL`` for them.
"""

from __future__ import annotations

from flask import Response, render_template

from webapp import static_files
from webapp.current import public_addresses

MEDIA_TYPE = "application/opensearchdescription+xml; charset=utf-8"


def page() -> Response:
    icon = static_files.address(public_addresses().root, "favicon.svg")
    described = render_template("opensearch.xml", icon=icon)
    return Response(described, content_type=MEDIA_TYPE)
