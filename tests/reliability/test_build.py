"""What does a build make of a folder, good and bad files in it, and of changes?"""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hearings import subtitles, texts, words_spoken

from index.building.build import build, folder_changed
from index.building.source_files import NoFolder, printable
from index.errors import AuthorityError, BuildLocked, NoGeneration, UnreadableSource
from index.formats import detect, read
from index.formats.base import Claim, Format, SourceFile
from index.generations.directory import Generations
from index.generations.publish import build_lock
from index.limits import FILE_LIMITS
from index.model import Document, Metadata, Severity, Source
from index.request import SearchRequest
from index.search import search


def codes(outcome: object) -> dict[str, str]:
    """The code of the last notice of each path."""
    return {notice.path: notice.code for notice in outcome.report.notices}  # type: ignore[attr-defined]


class TestBadFiles:
    def test_cost_only_themselves_and_are_told_with_path_and_remedy(self, folder: Path, data: Path) -> None:
        (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20)
        (folder / "loop").symlink_to(".")
        (folder / "lost.vtt").symlink_to("nowhere")
        os.mkfifo(folder / "pipe.txt")
        with (folder / "huge.txt").open("wb") as huge:
            huge.truncate(FILE_LIMITS.size + 1)

        outcome = build(folder, data)

        assert outcome.published
        assert set(words_spoken(data)) == {"first", "second"}
        assert set(outcome.report.left_out) == {"picture.png", "loop", "lost.vtt", "pipe.txt", "huge.txt"}
        assert codes(outcome) | {"picture.png": ""} == {
            "picture.png": "",
            "loop": "link",
            "lost.vtt": "link",
            "pipe.txt": "no_file",
            "huge.txt": "too_large",
        }
        for notice in outcome.report.notices:
            assert notice.severity is Severity.ERROR
            assert ";" in notice.message, "it says what to do"

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_without_permission_are_told(self, folder: Path, data: Path) -> None:
        (folder / "first.vtt").chmod(0)
        (folder / "closed").mkdir(0o000)
        assert codes(build(folder, data)) == {"first.vtt": "unreadable", "closed": "unreadable"}

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_with_permission_are_tried_again(self, folder: Path, data: Path) -> None:
        (folder / "first.vtt").chmod(0)
        build(folder, data)
        assert not folder_changed(folder, data)
        (folder / "first.vtt").chmod(0o600)
        assert folder_changed(folder, data)

    def test_folders_too_deep_are_told(self, folder: Path, data: Path) -> None:
        deep = folder.joinpath(*["down"] * 70)
        deep.mkdir(parents=True)
        (deep / "third.vtt").write_text(subtitles(("Anna Berg", "Down here.")))
        assert list(codes(build(folder, data)).values()) == ["too_deep"]

    def test_publish_nothing_when_strict(self, folder: Path, data: Path) -> None:
        before = build(folder, data, strict=True)
        assert before.published
        (folder / "loop").symlink_to(".")
        (folder / "third.vtt").write_text(subtitles(("Anna Berg", "A third hearing.")))

        outcome = build(folder, data, strict=True)

        assert not outcome.published
        assert outcome.refusal == "1 file was left out, so nothing is published (--strict)."
        assert outcome.generation == before.generation
        assert "third" not in words_spoken(data)

    def test_names_of_odd_bytes_are_shown_escaped(self, folder: Path, data: Path) -> None:
        name = os.fsdecode(b"caf\xe9 ..\n.vtt")
        (folder / name).write_text(subtitles(("Anna Berg", "Odd name.")))
        assert build(folder, data).report.added == ("caf\\xe9 ..\\n.vtt", "first.vtt", "second.vtt")
        assert ["Odd name."] in words_spoken(data).values()

    def test_a_mistake_in_a_format_becomes_a_notice(self) -> None:
        def crash(source: SourceFile) -> tuple[Document, ...]:
            raise ZeroDivisionError("by nought")

        crashing = Format("crashing", "Crashing", lambda source: Claim.CERTAIN, crash)
        with pytest.raises(UnreadableSource, match=r"by nought.*report") as caught:
            read(SourceFile("a.txt", b"words"), (crashing,))
        assert caught.value.code == "internal"

    def test_a_folder_that_is_not_there_is_told(self, tmp_path: Path, data: Path) -> None:
        with pytest.raises(NoFolder, match="no folder"):
            build(tmp_path / "nowhere", data)

    def test_a_folder_without_documents_replaces_nothing(self, folder: Path, tmp_path: Path, data: Path) -> None:
        build(folder, data)
        empty = tmp_path / "empty"
        empty.mkdir()
        outcome = build(empty, data)
        assert outcome.refusal
        assert set(words_spoken(data)) == {"first", "second"}


class TestSources:
    def test_readme_authority_and_hidden_files_are_none(self, folder: Path, data: Path) -> None:
        for name in ("README.md", "readme.txt", "README", ".hidden.vtt", "speakers.toml"):
            (folder / name).write_text("")
        (folder / ".git").mkdir()
        (folder / ".git" / "third.vtt").write_text(subtitles(("Anna Berg", "Hidden.")))
        outcome = build(folder, data)
        assert outcome.report.added == ("first.vtt", "second.vtt")
        assert not outcome.report.left_out

    def test_the_data_directory_may_lie_in_the_folder(self, folder: Path) -> None:
        for _ in range(2):
            outcome = build(folder, folder / "data")
            assert not outcome.report.left_out
        assert not outcome.published
        assert set(words_spoken(folder / "data")) == {"first", "second"}

    @pytest.mark.parametrize(
        ("name", "shown"), [("a..b.txt", "a..b.txt"), ("a\x1bb", "a\\x1bb"), ("Łódź.txt", "Łódź.txt")]
    )
    def test_names_are_printable(self, name: str, shown: str) -> None:
        assert printable(name) == shown


class TestDetection:
    @staticmethod
    def claiming(name: str, claim: Claim) -> Format:
        document = Document(Metadata("", "A title"), Source("a.txt", name, "0"), ())
        return Format(name, name.title(), lambda source: claim, lambda source: (document,))

    def test_the_highest_claim_reads(self) -> None:
        formats = (self.claiming("weak", Claim.FALLBACK), self.claiming("strong", Claim.LIKELY))
        assert detect(SourceFile("a.txt", b""), formats).name == "strong"

    def test_two_equal_claims_are_told(self) -> None:
        formats = (self.claiming("one", Claim.LIKELY), self.claiming("other", Claim.LIKELY))
        with pytest.raises(UnreadableSource, match="One and Other") as caught:
            detect(SourceFile("a.txt", b""), formats)
        assert caught.value.code == "two_formats"

    def test_no_claim_is_told(self) -> None:
        with pytest.raises(UnreadableSource) as caught:
            detect(SourceFile("a.txt", b""), (self.claiming("none", Claim.NONE),))
        assert caught.value.code == "no_format"

    def test_a_document_without_an_id_is_named_after_its_file(self) -> None:
        (document,) = read(SourceFile("papers/The Rope Walk.txt", b""), (self.claiming("one", Claim.LIKELY),))
        assert document.id == "the-rope-walk"

    def test_several_documents_of_a_file_are_named_after_it_and_their_own_ids(self) -> None:
        documents = tuple(Document(Metadata(id_, "A title"), Source("v.txt", "many", "0"), ()) for id_ in ("d1", ""))
        many = Format("many", "Many", lambda source: Claim.CERTAIN, lambda source: documents)
        assert [document.id for document in read(SourceFile("v.txt", b""), (many,))] == ["v-d1", "v-2"]


class TestTwoDocumentsOfOneId:
    def test_are_told_apart_by_their_paths(self, folder: Path, data: Path) -> None:
        (folder / "below").mkdir()
        (folder / "below" / "first.vtt").write_text(subtitles(("Lena Fuchs", "Another first.")))
        outcome = build(folder, data)
        ids = sorted(words_spoken(data))
        assert len(ids) == 3
        assert [id_.rpartition("-")[0] for id_ in ids] == ["first", "first", ""]
        assert codes(outcome) == {"first.vtt": "duplicate_id", "below/first.vtt": "duplicate_id"}
        assert not outcome.report.left_out

    def test_keep_their_ids_whatever_else_comes(self, folder: Path, data: Path) -> None:
        (folder / "z").mkdir()
        (folder / "z" / "first.vtt").write_text(subtitles(("Lena Fuchs", "Another first.")))
        build(folder, data)
        before = set(words_spoken(data))
        (folder / "a").mkdir()
        (folder / "a" / "first.vtt").write_text(subtitles(("Lena Fuchs", "A third first.")))
        build(folder, data)
        assert before < set(words_spoken(data))


class TestASecondBuild:
    def test_of_an_unchanged_folder_keeps_the_generation(self, folder: Path, data: Path) -> None:
        first = build(folder, data)
        second = build(folder, data)
        assert first.published
        assert not second.published
        assert second.generation == first.generation
        assert second.report.unchanged == 2
        assert not folder_changed(folder, data)

    def test_in_full_publishes_again(self, folder: Path, data: Path) -> None:
        first = build(folder, data)
        second = build(folder, data, full=True)
        assert second.published
        assert second.generation != first.generation
        assert second.report.reused == 0

    def test_parses_only_what_changed_and_reports_it(self, folder: Path, data: Path) -> None:
        build(folder, data)
        (folder / "first.vtt").write_text(subtitles(("Anna Berg", "The lanterns are lit.")))
        (folder / "third.vtt").write_text(subtitles(("Lena Fuchs", "A third hearing.")))
        (folder / "second.vtt").rename(folder / "renamed.vtt")
        assert folder_changed(folder, data)
        report = build(folder, data).report
        assert (report.added, report.changed, report.removed) == (
            ("renamed.vtt", "third.vtt"),
            ("first.vtt",),
            ("second.vtt",),
        )
        assert words_spoken(data)["first"] == ["The lanterns are lit."]

    def test_answers_like_a_full_one(self, folder: Path, data: Path, tmp_path: Path) -> None:
        build(folder, data)
        (folder / "first.vtt").write_text(subtitles(("Anna Berg", "The rope and the lanterns.")))
        assert build(folder, data).report.reused == 1
        build(folder, tmp_path / "fresh")
        one, other = Generations(data).current(), Generations(tmp_path / "fresh").current()
        assert words_spoken(data) == words_spoken(tmp_path / "fresh")
        assert one.store.speakers() == other.store.speakers()
        for q in ("", "rope", "lanterns", "harbour council"):
            assert search(one, SearchRequest(q=q)).hits == search(other, SearchRequest(q=q)).hits

    def test_attributes_anew_without_parsing(self, folder: Path, data: Path) -> None:
        build(folder, data)
        (folder / "speakers.toml").write_text('[[speaker]]\nname = "Anna Bergmann"\nvariants = ["Anna Berg"]\n')
        assert folder_changed(folder, data)
        report = build(folder, data).report
        assert (report.reused, report.changed) == (2, ())
        store = Generations(data).current().store
        assert store.speaker_ref("anna-berg") is None
        profile = store.speaker("anna-bergmann")
        assert profile is not None
        assert profile.summary.turns == 2
        assert texts(store, "first") == ["The lanterns are dark.", "The storm took them."]

    def test_with_a_broken_authority_file_leaves_the_live_generation(self, folder: Path, data: Path) -> None:
        before = build(folder, data)
        (folder / "speakers.toml").write_text("[[speaker]\n")
        with pytest.raises(AuthorityError, match=r"speakers\.toml"):
            build(folder, data)
        assert Generations(data).current().generation == before.generation


class TestTheLock:
    def test_lets_only_one_build_work(self, folder: Path, data: Path) -> None:
        with build_lock(data), pytest.raises(BuildLocked, match=str(os.getpid())):
            build(folder, data)
        with pytest.raises(NoGeneration):
            Generations(data).current()
        assert build(folder, data).published


def test_the_collector_comes_by_seldom_while_a_build_lasts(folder: Path, data: Path) -> None:
    before = gc.get_threshold()
    meanwhile: set[tuple[int, int, int]] = set()
    build(folder, data, progress=lambda *_: meanwhile.add(gc.get_threshold()))
    assert [threshold[0] > before[0] for threshold in meanwhile] == [True]
    assert gc.get_threshold() == before
