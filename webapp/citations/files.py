"""Which files of citations can be had? One line per format: its name in addresses, its media type, what writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from webapp.citations.bibtex import bibtex
from webapp.citations.csl import csl_json
from webapp.citations.item import Item
from webapp.citations.ris import ris


@dataclass(frozen=True, slots=True)
class CitationFile:
    """``title`` is printed on links, ``reads`` says who reads it."""

    title: str
    reads: str
    media_type: str
    write: Callable[[Iterable[Item]], str]


FILES: Mapping[str, CitationFile] = {
    "ris": CitationFile("RIS", "Zotero, EndNote, Mendeley", "application/x-research-info-systems", ris),
    "bib": CitationFile("BibTeX", "LaTeX, JabRef, Zotero", "application/x-bibtex", bibtex),
    "csl.json": CitationFile("CSL-JSON", "Zotero, pandoc", "application/vnd.citationstyles.csl+json", csl_json),
}
