"""The samples for operators work: nginx before the site, the unit's commands, the lock of dependencies."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from served import Server, running

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "webapp" / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

MAIN = """daemon off; worker_processes 1; pid {tmp}/nginx.pid; error_log {tmp}/error.log;
events {{ worker_connections 256; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {tmp}/body; proxy_temp_path {tmp}/proxy; fastcgi_temp_path {tmp}/fastcgi;
    uwsgi_temp_path {tmp}/uwsgi; scgi_temp_path {tmp}/scgi;
    include {tmp}/colloquy.conf;
}}
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Front:
    """nginx before the site, both of them processes."""

    def __init__(self, port: int, tmp: Path, site: Server) -> None:
        self.port, self.tmp, self.site = port, tmp, site

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": "papers.example", **headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    tmp, port = tmp_path_factory.mktemp("front"), free_port()
    settings = {
        "COLLOQUY_BASE_URL": "https://papers.example/archive",
        "COLLOQUY_TRUSTED_HOSTS": "papers.example",
        "COLLOQUY_PROXIES": "1",
    }
    with running(tmp, **settings) as site:
        sample = (DEPLOY / "nginx.conf").read_text()
        sample = sample.replace("127.0.0.1:8000", f"127.0.0.1:{site.port}").replace("listen 80", f"listen {port}")
        (tmp / "colloquy.conf").write_text(sample.replace("/var/log/nginx", str(tmp)))
        (tmp / "nginx.conf").write_text(MAIN.format(tmp=tmp))
        with subprocess.Popen([NGINX, "-c", tmp / "nginx.conf"], stderr=subprocess.PIPE) as nginx:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield Front(port, tmp, site)
            nginx.terminate()


class TestNginx:
    def test_serves_the_site_under_its_path(self, front: Front) -> None:
        status, _, body = front.get("/archive/")
        assert status == 200
        assert b'href="/archive/documents"' in body
        status, _, body = front.get("/archive/search.json?q=lanterns")
        assert b"https://papers.example/archive/documents/" in body
        assert front.get("/archive")[1]["location"].endswith("/archive/")
        assert front.get("/")[0] == 404

    def test_compresses_and_keeps_conditional_requests(self, front: Front) -> None:
        _, plain, whole = front.get("/archive/documents/5501")
        _, packed, body = front.get("/archive/documents/5501", **{"Accept-Encoding": "gzip"})
        assert packed["content-encoding"] == "gzip"
        assert gzip.decompress(body) == whole
        tag = packed["etag"]
        assert tag == plain["etag"]
        status, _, body = front.get("/archive/documents/5501", **{"If-None-Match": tag, "Accept-Encoding": "gzip"})
        assert (status, body) == (304, b"")

    def test_redirects_stay_under_the_path(self, front: Front) -> None:
        status, headers, _ = front.get("/archive/documents/5501/turns/2")
        assert status == 302
        assert headers["location"].startswith("/archive/documents/5501/turns/2-")
        for path in ("//evil.example", "/archive//evil.example/..", "/archive///evil.example"):
            status, headers, _ = front.get(path)
            assert status == 404
            assert "location" not in headers

    def test_other_hosts_are_refused(self, front: Front) -> None:
        assert front.get("/archive/", Host="evil.example")[0] == 400

    def test_lets_the_longest_query_through(self, front: Front) -> None:
        status, headers, _ = front.get(f"/archive/search?q={quote('灯' * 2_000)}")
        assert status == 400
        assert "content-security-policy" in headers, "the site's own page says what is too much"

    def test_hands_its_request_id_on_and_logs_no_query(self, front: Front) -> None:
        _, headers, _ = front.get("/archive/search?q=secretword", **{"X-Request-Id": "forged-by-client"})
        assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
        time.sleep(0.2)
        log = (front.tmp / "colloquy.log").read_text()
        assert headers["x-request-id"] in log
        assert "secretword" not in log + (front.tmp / "colloquy.error.log").read_text() + front.site.log.read_text()
        assert headers["x-request-id"] in front.site.log.read_text()

    def test_shows_crawlers_what_is_closed(self, front: Front) -> None:
        assert b"Disallow: /archive/search" in front.get("/robots.txt")[2]

    def test_slows_robots_down_and_not_readers_of_documents(self, front: Front) -> None:
        codes = [front.get("/archive/search?q=lanterns&page=1")[0] for _ in range(250)]
        assert codes[0] == 200
        assert 429 in codes
        assert front.get("/archive/documents/5501")[0] == 200


def test_the_unit_calls_what_exists_and_waits_for_the_end() -> None:
    from webapp.settings import PREFIX, Settings
    from webapp.stopping import GRACE

    unit = (DEPLOY / "colloquy.service").read_text()
    assert "colloquy serve /srv/conversations --data /var/lib/colloquy" in unit
    given = dict(re.findall(rf"^Environment=({PREFIX}\w+)=(.*)$", unit, re.M))
    read = Settings.from_environment(given)
    assert (read.proxies, read.trusted_hosts) == (1, ("papers.example",))
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.M)[0]) > GRACE
    assert "KillMode=mixed" in unit.splitlines(), "or workers and the process that tells them are told at once"
    assert "OOMPolicy=continue" in unit.splitlines(), "or one file that takes too much memory ends the site"
    for strict in ("DynamicUser=yes", "StateDirectory=colloquy", "ProtectSystem=strict", "NoNewPrivileges=yes"):
        assert strict in unit.splitlines()


def test_every_setting_of_traffic_is_documented() -> None:
    from dataclasses import fields

    from webapp.settings import Traffic

    told = (DEPLOY / "README.md").read_text()
    for field in fields(Traffic):
        default = getattr(Traffic(), field.name)
        assert f"| `COLLOQUY_{field.name.upper()}` | {default:g} |" in told


class TestTheLock:
    locked = (DEPLOY / "requirements.lock").read_text()

    def packages(self) -> dict[str, list[tuple[Version, Requirement]]]:
        found: dict[str, list[tuple[Version, Requirement]]] = {}
        for line in re.findall(r"^([a-zA-Z0-9].*?)\s*\\$", self.locked, re.M):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "=="
            found.setdefault(requirement.name.lower(), []).append((Version(pin.version), requirement))
        return found

    def test_satisfies_what_the_project_asks_for(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        extras = project["optional-dependencies"]
        locked = self.packages()
        for wanted in map(Requirement, (*project["dependencies"], *extras["docx"], *extras["pdf"])):
            versions = locked.get(wanted.name.lower())
            assert versions, f"{wanted.name} is not in requirements.lock"
            for version, _ in versions:
                assert version in wanted.specifier, f"{wanted} is locked at {version}"

    def test_has_a_digest_for_every_package(self) -> None:
        for block in re.split(r"\n(?=[a-zA-Z0-9])", self.locked):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:60]

    def test_names_no_other_source_of_packages(self) -> None:
        assert "://" not in self.locked
        assert "index-url" not in self.locked
