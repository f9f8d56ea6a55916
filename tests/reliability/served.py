"""``colloquy serve`` as a process of its own, to be asked, disturbed and stopped."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus"


class Server:
    """``colloquy serve`` on a free port; ``log`` is the file that its standard error goes to."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def status(self, path: str, connection: http.client.HTTPConnection | None = None) -> int:
        used = connection or self.connect()
        used.request("GET", path)
        answer = used.getresponse()
        answer.read()
        if connection is None:
            used.close()
        return answer.status


@contextmanager
def running(tmp_path: Path, **environment: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "webapp", "serve", CORPUS, "--data", tmp_path / "data", "--port", "0"]
    log = tmp_path / "stderr.txt"
    with (
        log.open("w") as stderr,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=stderr, text=True, env={"PATH": "/usr/bin:/bin", **environment}
        ) as process,
    ):
        stop = threading.Timer(120, process.kill)
        stop.start()
        try:
            assert process.stdout
            line = next((line for line in process.stdout if line.startswith("Serving http://")), None)
            assert line, log.read_text()
            yield Server(process, int(line.rstrip("/\n").rpartition(":")[2]), log)
        finally:
            process.kill()
            stop.cancel()
