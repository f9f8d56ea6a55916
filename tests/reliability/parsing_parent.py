"""A program that has a file parsed in another process, and waits: python parsing_parent.py HOW SECONDS

Prints "begun" when the process parses a file of which :mod:`harmful_formats` does HOW.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from index.building import parsing
from index.formats.base import SourceFile
from index.limits import FILE_LIMITS


def main() -> None:
    how, seconds = sys.argv[1], int(sys.argv[2])
    parsing.TABLE = "harmful_formats"
    parsers = parsing.Parsers(replace(FILE_LIMITS, seconds=seconds, idle=1, plain=0), processes=1)
    parsers.begin(SourceFile("good.read", b"words")).result()
    parsers.begin(SourceFile(f"bad.{how}", b"words"))
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
