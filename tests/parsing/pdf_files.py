"""Small PDF files for tests, written by hand: pages of lines in Helvetica."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def pdf_file(pages: Sequence[Sequence[str]], *, title: str | None = None, first_label: int | None = None) -> bytes:
    """A PDF whose pages show these lines, one below the other; an empty line leaves a gap."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    labels = f"/PageLabels << /Nums [0 << /S /D /St {first_label} >>] >>" if first_label else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        content = _content(lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    info = f"<< /Title ({title}) >>" if title else "<< >>"
    return _written([*objects, info])


def _content(lines: Iterable[str]) -> str:
    shown = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    return "BT /F1 10 Tf 12 TL 50 780 Td " + " ".join(f"({line}) Tj T*" if line else "T*" for line in shown) + " ET"


def _written(objects: Sequence[str]) -> bytes:
    """The objects numbered from 1, with the table of their places; the last one is the document information."""
    data = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode() + trailer.encode()
