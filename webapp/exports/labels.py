"""What does a label look like in a file? As printed, without the source's own formatting."""

from __future__ import annotations

import re

from webapp.xml_text import xml_text

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")  # formatting that a source writes around a label
_MARKS = " :：.–—-\u00a0"  # what may close a label


def printed(label: str) -> str:
    """``Comrade Mao Zedong:`` of ``<u>Comrade Mao Zedong</u>:``; empty where formatting is all there is."""
    return xml_text(" ".join(_TAG.sub("", label).split()))


def bare(label: str) -> str:
    """The same without the mark that closes it."""
    return printed(label).strip(_MARKS)
