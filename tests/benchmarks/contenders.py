"""Who answers? Each engine builds an index of the same turns and gives the same page: ten hits with snippets, the exact
total, and the most frequent values of speaker, document, year and kind, a facet's counts without its own filter."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from index.building.collector import collecting_seldom
from index.engines.base import Plan
from index.engines.whoosh import WhooshEngine, WhooshWriter
from index.engines.whoosh.merge_policy import MERGE_POLICY, MergePolicy
from index.engines.whoosh.writer import WORDS_HELD
from index.entries import entries
from index.generations.rehearsal import rehearse
from index.generations.store import Store
from index.generations.store_writer import StoreWriter
from index.limits import Limits
from index.model import Document, DocumentDate, Kind, Metadata, Paragraph, Precision, Source, Speaker, Turn
from index.queries.matching import Highlighter
from index.queries.query import parse
from index.queries.snippets import snippets
from index.tree import Filter
from tests.benchmarks.questions import Question
from tests.benchmarks.turns import BenchTurn

FACETS = ("speaker", "document", "year", "kind")
SHOWN = 10
TOP = 30
_UNHURRIED = Limits(seconds=60)


class Contender(Protocol):
    """An engine. ``build`` writes below a folder; ``page`` gives the total, after doing all the work of a page."""

    name: str

    def build(self, turns: Iterable[BenchTurn], folder: Path) -> None: ...

    def open(self, folder: Path) -> None: ...

    def page(self, question: Question) -> int: ...


def _other_filters(question: Question, facet: str) -> Question:
    return Question(
        question.kind,
        question.words,
        None if facet == "speaker" else question.speaker,
        None if facet == "year" else question.years,
    )


def _counted(question: Question) -> dict[str, Question]:
    """For each facet, the search whose entries it counts."""
    return {facet: _other_filters(question, facet) for facet in FACETS}


class Colloquy:
    """Engine and document store of a generation, without its lists of speakers and without Flask."""

    name = "Colloquy"

    def build(
        self,
        turns: Iterable[BenchTurn],
        folder: Path,
        words_held: int = WORDS_HELD,
        policy: MergePolicy = MERGE_POLICY,
    ) -> None:
        (folder / "index").mkdir()
        with collecting_seldom():  # as every build
            self._write(turns, folder, words_held, policy)

    def _write(self, turns: Iterable[BenchTurn], folder: Path, words_held: int, policy: MergePolicy) -> None:
        writer, store = WhooshWriter(folder / "index", words_held, policy), StoreWriter(folder / "store.sqlite")
        row = 0
        for number, (_, said) in enumerate(groupby(turns, key=attrgetter("document"))):
            document = _document(number, list(said))
            store.add(document)
            for entry in islice(entries(document, row), 1, None):  # turns only, as the others have
                writer.add(entry)
            row += 1 + len(document.turns)
        store.finish()
        writer.publish()

    def open(self, folder: Path) -> None:
        self._engine, self._store = WhooshEngine.open(folder / "index"), Store(folder / "store.sqlite")
        rehearse(self._engine, self._store)  # as the server does when it opens a generation

    def page(self, question: Question) -> int:
        tree = parse(_typed(question)).tree
        filters = []
        if question.speaker:
            filters.append(Filter("speaker", (question.speaker,)))
        if question.years:
            filters.append(Filter("year", tuple(str(year) for year in question.years)))
        result = self._engine.search(Plan(tree, tuple(filters), facets=FACETS, limit=SHOWN, limits=_UNHURRIED))
        highlighter = Highlighter(tree, ("en",))
        for place in self._store.places(hit.row for hit in result.hits):
            snippets(highlighter, place.fields, place.language)
        for facet in FACETS:
            result.facets[facet].most_frequent(TOP)
        return result.total


def _document(number: int, said: Sequence[BenchTurn]) -> Document:
    day, id_ = said[0].day, f"{number:07d}-{said[0].document}"
    dates = (DocumentDate(day, day, Precision.DAY, "document", day),) if day else ()
    names = dict.fromkeys(turn.speaker for turn in said if turn.speaker)
    turns = tuple(_turn(position, turn) for position, turn in enumerate(said, 1))
    speakers = tuple(Speaker(name, name) for name in names)
    return Document(Metadata(id_, id_, dates, language="en"), Source(f"{id_}.txt", "bench", ""), turns, speakers)


def _turn(position: int, turn: BenchTurn) -> Turn:
    paragraphs = tuple(Paragraph(text) for text in turn.text.split("\n"))
    speakers = (turn.speaker,) if turn.speaker else ()
    return Turn(position, Kind.SPEECH, paragraphs, speakers=speakers)


def _typed(question: Question) -> str:
    words = question.words
    match question.kind:
        case "phrase":
            return f'"{" ".join(words)}"'
        case "prefix":
            return f"{words[0]}*"
        case "fuzzy":
            return f"{words[0]}~"
        case "or":
            return " OR ".join(words)
    return " ".join(words)


class Tantivy:
    name = "Tantivy"

    def build(self, turns: Iterable[BenchTurn], folder: Path) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", stored=True, tokenizer_name="en_stem")
        for facet in ("speaker", "document", "kind"):
            schema.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        schema.add_integer_field("year", fast=True, indexed=True)
        index = tantivy.Index(schema.build(), str(folder))
        writer = index.writer(256_000_000, 2)
        for turn in turns:
            told = {
                "speaker": turn.speaker,
                "document": turn.document,
                "kind": "speech",
                "year": int(turn.day[:4] or 0),
            }
            writer.add_document(tantivy.Document(text=turn.text, **told))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def page(self, question: Question) -> int:
        searcher, query = self._searcher, self._query(question)
        result = searcher.search(query, SHOWN, count=True)
        marks = self._tantivy.SnippetGenerator.create(searcher, query, self._index.schema, "text")
        for _, address in result.hits:
            marks.snippet_from_doc(searcher.doc(address)).highlighted()
        together: dict[Question, list[str]] = {}
        for facet, counted in _counted(question).items():
            together.setdefault(counted, []).append(facet)
        for counted, facets in together.items():
            asked = {facet: {"terms": {"field": facet, "size": TOP}} for facet in facets}
            searcher.aggregate(query if counted == question else self._query(counted), asked)
        return int(result.count)

    def _query(self, question: Question) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        schema = self._index.schema
        parts = [(occur.Must, self._words(question))]
        if question.speaker:
            parts.append((occur.Must, query.term_query(schema, "speaker", question.speaker, "basic")))
        if question.years:
            kind = self._tantivy.FieldType.Integer
            parts.append((occur.Must, query.range_query(schema, "year", kind, *question.years)))
        return parts[0][1] if len(parts) == 1 else query.boolean_query(parts)

    def _words(self, question: Question) -> Any:
        query, words = self._tantivy.Query, question.words
        match question.kind:
            case "all":
                return query.all_query()
            case "fuzzy":
                return query.fuzzy_term_query(self._index.schema, "text", words[0], 1, True)
            case "prefix":
                return query.regex_query(self._index.schema, "text", f"{words[0]}.*")
            case "phrase":
                return self._index.parse_query(f'"{" ".join(words)}"', ["text"])
            case "or":
                return self._index.parse_query(" OR ".join(words), ["text"])
        return self._index.parse_query(" AND ".join(words), ["text"])


class Fts5:
    """SQLite's full-text index; the matches of a page are kept in a temporary table, columns in one covering index."""

    name = "FTS5"

    def build(self, turns: Iterable[BenchTurn], folder: Path) -> None:
        base = sqlite3.connect(folder / "fts.sqlite")
        base.execute("CREATE TABLE turns (id INTEGER PRIMARY KEY, speaker, document, year INTEGER, kind, text)")
        base.execute(
            "CREATE VIRTUAL TABLE fts USING fts5(text, content=turns, content_rowid=id, tokenize='porter unicode61')"
        )
        rows = ((turn.row, turn.speaker, turn.document, int(turn.day[:4] or 0), "speech", turn.text) for turn in turns)
        base.executemany("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)", rows)
        base.execute("INSERT INTO fts (fts) VALUES ('rebuild')")
        base.execute("CREATE INDEX covering ON turns (id, speaker, document, year, kind)")
        base.execute("CREATE INDEX by_speaker ON turns (speaker, year)")
        base.commit()
        base.close()

    def open(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "fts.sqlite")

    def page(self, question: Question) -> int:
        execute = self._base.execute
        if question.kind == "fuzzy":
            return -1
        execute("CREATE TEMP TABLE found (id INTEGER PRIMARY KEY)")
        execute(f"INSERT INTO found {self._select(question)[0]}", self._select(question)[1])
        (total,) = execute("SELECT count(*) FROM found").fetchone()
        self._hits(question)
        for facet, counted in _counted(question).items():
            among, values = ("SELECT id FROM found", ()) if counted == question else self._select(counted)
            execute(
                f"SELECT {facet}, count(*) AS n FROM turns INDEXED BY covering WHERE id IN ({among}) "
                f"GROUP BY 1 ORDER BY n DESC LIMIT {TOP}",
                values,
            ).fetchall()
        execute("DROP TABLE found")
        return int(total)

    def _hits(self, question: Question) -> None:
        execute, match = self._base.execute, _match(question) if question.words else ""
        if question.kind == "all":
            execute(f"SELECT text FROM turns WHERE id IN (SELECT id FROM found LIMIT {SHOWN})").fetchall()
            return
        among = "AND +rowid IN (SELECT id FROM found)" if question.speaker or question.years else ""
        best = execute(
            f"SELECT rowid FROM fts WHERE fts MATCH ? {among} ORDER BY rank LIMIT {SHOWN}", (match,)
        ).fetchall()
        for (row,) in best:
            execute(
                "SELECT snippet(fts, 0, '[', ']', '…', 30) FROM fts WHERE fts MATCH ? AND rowid = ?", (match, row)
            ).fetchall()

    def _select(self, question: Question) -> tuple[str, tuple[Any, ...]]:
        return _select(question, "turns.id")


def _match(question: Question) -> str:
    words = [f'"{word}"' for word in question.words]
    match question.kind:
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "prefix":
            return f"{words[0]}*"
        case "or":
            return " OR ".join(words)
    return " AND ".join(words)


def _select(question: Question, what: str) -> tuple[str, tuple[Any, ...]]:
    conditions, values = ["1"], []
    if question.kind != "all":
        conditions.append("turns.id IN (SELECT rowid FROM fts WHERE fts MATCH ?)")
        values.append(_match(question))
    if question.speaker:
        conditions.append("speaker = ?")
        values.append(question.speaker)
    if question.years:
        conditions.append("year BETWEEN ? AND ?")
        values.extend(question.years)
    return f"SELECT {what} FROM turns WHERE {' AND '.join(conditions)}", tuple(values)


class Datasette(Fts5):
    """The SQL that Datasette sends: the count and each facet search again."""

    name = "Datasette's SQL"

    def build(self, turns: Iterable[BenchTurn], folder: Path) -> None:
        """Uses the database of FTS5."""

    def open(self, folder: Path) -> None:
        super().open(folder.with_name("FTS5"))

    def page(self, question: Question) -> int:
        if question.kind == "fuzzy":
            return -1
        execute = self._base.execute
        statement, values = _select(question, "turns.id, speaker, document, year, kind, text")
        execute(f"{statement} ORDER BY turns.id LIMIT {SHOWN + 1}", values).fetchall()
        (total,) = execute(f"SELECT count(*) FROM ({statement})", values).fetchone()
        for facet, counted in _counted(question).items():
            among, others = _select(counted, facet)
            execute(
                f"SELECT {facet}, count(*) AS n FROM ({among}) GROUP BY 1 ORDER BY n DESC LIMIT {TOP + 1}", others
            ).fetchall()
        return int(total)


class Xapian:
    """Xapian with its own snippets; facets counted over value slots while matching."""

    name = "Xapian"

    def build(self, turns: Iterable[BenchTurn], folder: Path) -> None:
        xapian = _xapian()
        base = xapian.WritableDatabase(str(folder / "x"), xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        generator.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        for turn in turns:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(turn.text)
            document.set_data(turn.text)
            for slot, value in enumerate((turn.speaker, turn.document, turn.day[:4], "speech")):
                document.add_value(slot, value)
            document.add_boolean_term(f"XS{turn.speaker[:60]}")
            base.add_document(document)
        base.commit()

    def open(self, folder: Path) -> None:
        self._xapian = _xapian()
        self._base = self._xapian.Database(str(folder / "x"))
        self._stem = self._xapian.Stem("en")

    def page(self, question: Question) -> int:
        if question.kind == "fuzzy":
            return -1
        size = self._base.get_doccount()
        enquire = self._xapian.Enquire(self._base)
        together: dict[Question, list[int]] = {}
        for slot, counted in enumerate(_counted(question).values()):
            together.setdefault(counted, []).append(slot)
        total = 0
        for counted, slots in {question: [], **together}.items():
            enquire.set_query(self._query(counted))
            enquire.clear_matchspies()
            spies = [self._xapian.ValueCountMatchSpy(slot) for slot in slots]
            for spy in spies:
                enquire.add_matchspy(spy)
            found = enquire.get_mset(0, SHOWN if counted == question else 0, size)
            for spy in spies:
                list(spy.top_values(TOP))
            if counted == question:
                total = found.get_matches_estimated()
                for match in found:
                    found.snippet(match.document.get_data().decode(), 240, self._stem)
        return int(total)

    def _query(self, question: Question) -> Any:
        kind = self._xapian.Query
        words = [self._stem(word).decode() for word in question.words]
        match question.kind:
            case "all":
                query = kind.MatchAll
            case "phrase":
                query = kind(kind.OP_PHRASE, words, 2)
            case "prefix":
                parser = self._xapian.QueryParser()
                parser.set_database(self._base)
                query = parser.parse_query(f"{question.words[0]}*", self._xapian.QueryParser.FLAG_WILDCARD)
            case "or":
                query = kind(kind.OP_OR, words)
            case _:
                query = kind(kind.OP_AND, words)
        if question.speaker:
            query = kind(kind.OP_FILTER, query, kind(f"XS{question.speaker[:60]}"))
        if question.years:
            span = kind(kind.OP_VALUE_RANGE, 2, str(question.years[0]), str(question.years[1]))
            query = kind(kind.OP_FILTER, query, span)
        return query


def _xapian() -> Any:
    """Debian's package python3-xapian, for the system's Python."""
    place = "/usr/lib/python3/dist-packages"
    if place not in sys.path:
        sys.path.append(place)
    import xapian

    return xapian


class StockWhoosh:
    """Whoosh as it comes: its own codec, its own searcher."""

    name = "stock Whoosh"
    most = 110_187

    def build(self, turns: Iterable[BenchTurn], folder: Path) -> None:
        from whoosh import analysis, fields, index
        from whoosh.support.charset import accent_map

        words = (
            analysis.RegexTokenizer(re.compile(r"\w+"))
            | analysis.LowercaseFilter()
            | analysis.StemFilter()
            | analysis.CharsetFilter(accent_map)
        )
        schema = fields.Schema(
            text=fields.TEXT(analyzer=words, stored=True),
            speaker=fields.ID(sortable=True),
            document=fields.ID(sortable=True),
            kind=fields.ID(sortable=True),
            year=fields.NUMERIC(sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=256, compound=False)
        for turn in turns:
            told = {
                "speaker": turn.speaker,
                "document": turn.document,
                "kind": "speech",
                "year": int(turn.day[:4] or 0),
            }
            writer.add_document(text=turn.text, **told)
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index

        self._searcher = index.open_dir(str(folder)).searcher()

    def page(self, question: Question) -> int:
        total = 0
        together: dict[Question, list[str]] = {}
        for facet, counted in _counted(question).items():
            together.setdefault(counted, []).append(facet)
        for counted, facets in {question: [], **together}.items():
            found = self._searcher.search(self._query(counted), limit=SHOWN, groupedby=facets or None)
            if counted == question:
                total = len(found)
                for hit in found[:SHOWN]:
                    hit.highlights("text")
        return total

    def _query(self, question: Question) -> Any:
        from whoosh import query

        stems = [token.text for word in question.words for token in self._searcher.schema["text"].analyzer(word)]
        terms = [query.Term("text", stem) for stem in stems]
        match question.kind:
            case "all":
                found: Any = query.Every()
            case "phrase":
                found = query.Phrase("text", stems)
            case "prefix":
                found = query.Prefix("text", question.words[0])
            case "fuzzy":
                found = query.FuzzyTerm("text", question.words[0])
            case "or":
                found = query.Or(terms)
            case _:
                found = query.And(terms)
        filters = [query.Term("speaker", question.speaker)] if question.speaker else []
        if question.years:
            filters.append(query.NumericRange("year", *question.years))
        return query.And([found, *filters]) if filters else found


CONTENDERS: Sequence[type[Contender]] = (Colloquy, Tantivy, Fts5, Datasette, Xapian, StockWhoosh)
