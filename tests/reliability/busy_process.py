"""What a process does that has begun something long: it never looks at what it is sent."""

from __future__ import annotations

import sys
import time
from typing import IO

from index.apart import receive, send


def main(sent: IO[bytes], answers: IO[bytes], how: str) -> None:
    """Answer the first message, then compute or sleep."""
    receive(sent)
    sys.stdout.write("This is for people.\n")
    sys.stdout.flush()
    send(answers, b"begun")
    while how == "computes":
        pass
    time.sleep(600)
