"""What do the commands do, print, and end with? Run as an operator runs them."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from webapp import create_app
from webapp.cli import COMMANDS, main
from webapp.settings import Settings, SettingsError

CORPUS = Path(__file__).parent / "corpus"


def colloquy(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the corpus that may be changed."""
    return Path(shutil.copytree(CORPUS, tmp_path / "folder"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


class TestBuild:
    def test_reports_what_came_and_what_it_holds(self, folder: Path, data: Path) -> None:
        run = colloquy("build", folder, "--data", data)
        assert run.exit_code == 0
        assert "Added: chronicle.txt" in run.stdout
        assert "5 documents" in run.stdout
        (folder / "chronicle.txt").unlink()
        run = colloquy("build", folder, "--data", data)
        assert "Removed: chronicle.txt" in run.stdout
        assert "Nothing has changed" in colloquy("build", folder, "--data", data).stdout

    def test_ends_with_1_when_a_file_was_left_out_and_tells_it_aside(self, folder: Path, data: Path) -> None:
        (folder / "loop").symlink_to(".")
        run = colloquy("build", folder, "--data", data)
        assert run.exit_code == 1
        assert "loop: links are not followed" in run.stderr
        assert "Published" in run.stdout
        assert colloquy("build", folder, "--data", data).exit_code == 1, "an unchanged folder is no better"

    def test_strict_publishes_nothing_then(self, folder: Path, data: Path) -> None:
        (folder / "loop").symlink_to(".")
        run = colloquy("build", folder, "--data", data, "--strict")
        assert run.exit_code == 1
        assert "nothing is published" in run.stderr
        assert colloquy("search", "lanterns", "--data", data).exit_code == 1

    def test_tells_a_broken_authority_file_without_a_stack_trace(self, folder: Path, data: Path) -> None:
        (folder / "speakers.toml").write_text("[[speaker]]\nnam = 'Anna'\n")
        run = colloquy("build", folder, "--data", data)
        assert run.exit_code == 1
        assert "speakers.toml:1" in run.stderr
        assert "Traceback" not in run.output

    def test_takes_folder_and_data_from_the_environment(self, folder: Path, data: Path) -> None:
        assert colloquy("build", COLLOQUY_FOLDER=str(folder), COLLOQUY_DATA=str(data)).exit_code == 0
        assert (data / "current").exists()


class TestShow:
    def test_prints_one_object_for_one_document(self) -> None:
        run = colloquy("show", CORPUS / "record_5501.txt", "--json")
        shown = json.loads(run.stdout)
        assert shown["document"]["id"] == "5501"
        assert shown["document"]["source"]["path"] == "record_5501.txt"
        assert {speaker["id"] for speaker in shown["speakers"]} == {"anna-dordevic", "jozef-kowalski"}
        slip = next(turn for turn in shown["turns"] if turn["label"] == "Commissioner Anna Dordevich:")
        assert (slip["speaker_name"], slip["attribution"]["via"]) == ("Anna Đorđević", "authority")
        assert slip["paragraphs"][0]["n"] == 1

    def test_prints_an_array_for_several_documents(self, tmp_path: Path) -> None:
        rows = "document,speaker,text\none,Anna Berg,First words.\ntwo,Josef Karel,Other words.\n"
        (tmp_path / "turns.csv").write_text(rows)
        shown = json.loads(colloquy("show", tmp_path / "turns.csv", "--json").stdout)
        assert [each["document"]["id"] for each in shown] == ["turns-one", "turns-two"]

    def test_uses_the_nearest_authority_file_upwards(self) -> None:
        run = colloquy("show", CORPUS / "council" / "minutes-1957-04.md")
        assert "Miriam Oakes [miriam-oakes]" in run.stdout

    def test_of_an_unreadable_file_says_why(self, tmp_path: Path) -> None:
        (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
        run = colloquy("show", tmp_path / "picture.png")
        assert run.exit_code == 1
        assert ";" in run.stderr
        assert "Traceback" not in run.output


class TestSearch:
    def test_prints_hits_for_readers(self, corpus_data: Path) -> None:
        run = colloquy("search", "brass", "fittings", "--data", corpus_data)
        assert run.exit_code == 0
        assert "Anna Đorđević, 1957-03-12" in run.stdout
        assert "/documents/5501/turns/4-" in run.stdout
        assert "2 hits in 2 documents" in run.stderr

    def test_prints_the_object_of_search_json(self, corpus_data: Path) -> None:
        app = create_app(Settings(data=corpus_data))
        asked = app.test_client().get("/search.json?q=lanterns&speaker=anna-dordevic&sort=oldest").json
        run = colloquy(
            "search", "lanterns", "--speaker", "anna-dordevic", "--sort", "oldest", "--json", "--data", corpus_data
        )
        printed = json.loads(run.stdout)
        assert asked
        for changing in ("took_ms",):
            del asked[changing], printed[changing]
        assert printed == asked

    def test_narrows_by_every_option(self, corpus_data: Path) -> None:
        def total(*options: str) -> int:
            return int(json.loads(colloquy("search", "--json", "--data", corpus_data, *options).stdout)["total"])

        everything = total()
        for option in (
            ("--speaker", "lena-fuchs"),
            ("--document", "5501"),
            ("--year", "1961"),
            ("--kind", "speech"),
            ("--from", "1958"),
            ("--to", "1957-03"),
            ("--", "-lanterns"),
        ):
            assert 0 < total(*option) < everything, option

    def test_makes_absolute_links_from_the_public_address(self, corpus_data: Path) -> None:
        run = colloquy("search", "brass", "--data", corpus_data, COLLOQUY_BASE_URL="https://papers.example/archive/")
        assert "https://papers.example/archive/documents/5501/turns/" in run.stdout

    @pytest.mark.parametrize(
        ("options", "code", "told"),
        [
            (("--from", "soon"), 2, "no date"),
            (("--page", "99"), 1, "no page 99"),
            (("--sort", "loudest"), 2, "loudest"),
            (("x" * 5000,), 1, "2,000"),
        ],
    )
    def test_refuses_what_cannot_be_asked(
        self, corpus_data: Path, options: tuple[str, ...], code: int, told: str
    ) -> None:
        run = colloquy("search", "lanterns", *options, "--data", corpus_data)
        assert run.exit_code == code
        assert told in run.stderr

    def test_without_an_archive_says_what_to_do(self, data: Path) -> None:
        run = colloquy("search", "lanterns", "--data", data)
        assert run.exit_code == 1
        assert "colloquy build" in run.stderr


class TestCheck:
    def test_tells_what_files_would_become(self) -> None:
        run = colloquy("check", CORPUS)
        assert run.exit_code == 0
        assert "record_5501.txt: record; 5501" in run.stdout
        assert "rope_walk.txt: text" in run.stdout

    def test_tells_files_that_would_be_left_out(self, folder: Path) -> None:
        (folder / "loop").symlink_to(".")
        run = colloquy("check", folder)
        assert run.exit_code == 1
        assert "loop: links are not followed; put the file itself here" in run.stdout

    def test_writes_nothing(self, folder: Path) -> None:
        before = {place: place.stat().st_mtime_ns for place in folder.rglob("*")}
        colloquy("check", folder)
        assert {place: place.stat().st_mtime_ns for place in folder.rglob("*")} == before


class TestSpeakers:
    def test_are_listed_with_the_names_printed_for_them(self) -> None:
        run = colloquy("speakers", "list", CORPUS)
        line = next(line for line in run.stdout.splitlines() if "jozef-kowalski" in line)
        assert "Józef Kowalski" in line
        assert "Captain Jozef Kowalsky, 1 turn" in line

    def test_are_merged_and_split_in_the_authority_file(self, folder: Path, data: Path) -> None:
        def ids() -> str:
            return colloquy("speakers", "list", folder).stdout

        assert "tobias-penrose" in ids()
        assert colloquy("speakers", "merge", "ruth-amsel", "tobias-penrose", folder).exit_code == 0
        assert "tobias-penrose" not in ids()
        assert "# Who is who in the invented papers" in (folder / "speakers.toml").read_text()
        assert colloquy("speakers", "split", "ruth-amsel", "Tobias Penrose", "Tobias Penrose", folder).exit_code == 0
        assert "tobias-penrose" in ids()
        colloquy("build", folder, "--data", data)
        assert colloquy("search", "--speaker", "tobias-penrose", "--data", data).stdout

    def test_that_nobody_knows_are_refused(self, folder: Path) -> None:
        before = (folder / "speakers.toml").read_text()
        run = colloquy("speakers", "merge", "anna-dordevic", "nobody", folder)
        assert run.exit_code == 1
        assert "nobody" in run.stderr
        assert (folder / "speakers.toml").read_text() == before


class TestDoctor:
    def test_finds_a_sound_archive_sound(self, corpus_data: Path) -> None:
        run = colloquy("doctor", "--data", corpus_data)
        assert run.exit_code == 0
        assert "is sound" in run.stdout

    def test_counts_one_document_as_one(self, tmp_path: Path, data: Path) -> None:
        folder = tmp_path / "small"
        folder.mkdir()
        (folder / "talk.txt").write_text("Ms Berg: The lantern is lit.\n\nMr Holt: It is not.\n", "utf-8")
        assert colloquy("build", folder, "--data", data).exit_code == 0
        assert "1 document, built" in colloquy("doctor", "--data", data).stdout
        assert "1 document, 2 turns" in colloquy("generations", "list", "--data", data).stdout

    def test_finds_damage(self, corpus_data: Path, tmp_path: Path) -> None:
        copy = Path(shutil.copytree(corpus_data, tmp_path / "copy"))
        (store,) = copy.glob("generations/*/documents.sqlite")
        store.write_bytes(store.read_bytes()[:-1])
        run = colloquy("doctor", "--data", copy)
        assert run.exit_code == 1
        assert "documents.sqlite" in run.stdout

    def test_without_an_archive_says_what_to_do(self, data: Path) -> None:
        assert "colloquy build" in colloquy("doctor", "--data", data).stderr


@pytest.fixture
def serving(folder: Path, data: Path, tmp_path: Path) -> Iterator[str]:
    """The address that ``colloquy serve --port 0`` prints."""
    command = [sys.executable, "-m", "webapp", "serve", folder, "--data", data, "--port", "0"]
    aside = tmp_path / "stderr.txt"
    with (
        aside.open("w") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True) as server,
    ):
        stop = threading.Timer(60, server.kill)
        stop.start()
        assert server.stdout
        address = next((line.split()[-1] for line in server.stdout if line.startswith("Serving http://")), None)
        assert address, aside.read_text()
        yield address
        server.terminate()
        stop.cancel()


class TestServe:
    def test_builds_and_serves_and_prints_the_address(self, serving: str) -> None:
        with urllib.request.urlopen(f"{serving}search.json?q=lanterns", timeout=10) as answer:  # noqa: S310  # our own
            assert json.load(answer)["total"] > 3

    def test_says_what_to_do_when_the_port_is_taken(self, folder: Path, data: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            run = colloquy("serve", folder, "--data", data, "--port", str(taken.getsockname()[1]))
        assert run.exit_code == 1
        assert "is taken" in run.stderr
        assert "--port" in run.stderr

    def test_without_its_folder_and_without_an_archive_says_so(self, data: Path) -> None:
        run = colloquy("serve", data / "nowhere", "--data", data, "--port", 0)
        assert run.exit_code == 1
        assert "There is no folder" in run.stderr

    def test_serves_the_archive_as_it_was_when_it_cannot_build(self, data: Path, corpus_data: Path) -> None:
        shutil.copytree(corpus_data, data)
        command = [sys.executable, "-m", "webapp", "serve", data / "nowhere", "--data", data, "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
            assert server.stdout
            assert server.stderr
            line = server.stdout.readline()
            server.terminate()
            told = server.stderr.read()
        assert line.startswith("Serving http://")
        assert "There is no folder" in told
        assert "The archive as it was is served." in told


class TestSettings:
    def test_come_from_the_environment(self) -> None:
        read = Settings.from_environment(
            {"COLLOQUY_PORT": "80", "COLLOQUY_BASE_URL": "https://x.example/a/", "COLLOQUY_MAX_SECONDS": "2.5"}
        )
        assert (read.port, read.base_url, read.limits.seconds) == (80, "https://x.example/a", 2.5)
        assert Settings.from_environment({}) == Settings()
        assert Settings.from_environment({"COLLOQUY_DATA": ""}).data == Path("instance")

    def test_of_hosts_and_traffic_come_from_the_environment_too(self) -> None:
        read = Settings.from_environment(
            {
                "COLLOQUY_TRUSTED_HOSTS": "papers.example, .archive.example,[::1]",
                "COLLOQUY_PROXIES": "2",
                "COLLOQUY_LOG_QUERIES": "1",
                "COLLOQUY_SEARCHES_PER_MINUTE": "0",
                "COLLOQUY_WAIT_SECONDS": "0.5",
            }
        )
        assert read.trusted_hosts == ("papers.example", ".archive.example", "[::1]")
        assert (read.proxies, read.log_queries) == (2, True)
        assert (read.traffic.searches_per_minute, read.traffic.wait_seconds) == (0, 0.5)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PORT", "eighty"),
            ("PORT", "65536"),
            ("PORT", "-1"),
            ("BASE_URL", "papers.example"),
            ("BASE_URL", "ftp://papers.example"),
            ("BASE_URL", "https://papers.example/?a"),
            ("BASE_URL", "https://papers.example:port"),
            ("MAX_CLAUSES", "0"),
            ("MAX_CLAUSES", "many"),
            ("MAX_SECONDS", "nan"),
            ("TRUSTED_HOSTS", "https://papers.example"),
            ("TRUSTED_HOSTS", "papers.example,*"),
            ("PROXIES", "yes"),
            ("LOG_QUERIES", "true"),
            ("SEARCHES_AT_ONCE", "0"),
            ("WAIT_SECONDS", "0"),
        ],
    )
    def test_that_cannot_be_used_are_refused_by_name(self, name: str, value: str) -> None:
        with pytest.raises(SettingsError, match=f"COLLOQUY_{name}"):
            Settings.from_environment({f"COLLOQUY_{name}": value})

    def test_end_a_command_with_one_clear_line(self) -> None:
        run = colloquy("search", "lanterns", COLLOQUY_MAX_NESTING="deep")
        assert run.exit_code == 1
        assert run.stderr.splitlines() == [
            "Error: COLLOQUY_MAX_NESTING is “deep”; it must be a whole number from 1 to 1000000000."
        ]


def test_flask_has_the_same_commands(corpus_data: Path) -> None:
    app = create_app(Settings(data=corpus_data))
    shown = app.test_cli_runner().invoke(args=["--help"]).output
    assert all(name in shown for name in COMMANDS)
    run = app.test_cli_runner().invoke(args=["search", "lanterns", "--data", str(corpus_data)])
    assert run.exit_code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name: str) -> None:
    found = main.get_command(click.Context(main), name)
    assert found
    assert found.name == name


def test_the_process_that_serves_has_nothing_of_what_builds_in_memory() -> None:
    program = "import sys, webapp.serve_command; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert "webapp.views.search" in loaded
    assert not [name for name in loaded if name.startswith(("index.building", "index.formats", "bs4", "docx", "pypdf"))]
