"""Which tables does a document store have? One for each question that is asked of it.

What belongs to one document has its key, an integer that stays when others come and go and their rows move. So a build
that changes one document touches the small table of documents, and what belongs to this one.
"""

from __future__ import annotations

import msgspec

from index.model import Metadata, Source, Speaker

SCHEMA = """
CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    date TEXT,                    -- EDTF, NULL when undated
    origin BLOB NOT NULL,         -- stands for all that it was made from
    length INTEGER NOT NULL,      -- rows
    first_row INTEGER,            -- in order of id
    last_row INTEGER,
    place INTEGER,                -- in order of date, undated last, then id
    sort_date TEXT,               -- ISO day, NULL when undated
    language TEXT,
    turns INTEGER NOT NULL,       -- of speech
    words INTEGER NOT NULL
);
CREATE TABLE heads (              -- what a document says beside its turns, as MessagePack
    document INTEGER PRIMARY KEY,
    summary BLOB NOT NULL,
    header BLOB NOT NULL,         -- packed
    notices BLOB                  -- NULL when there are none
);
CREATE TABLE blocks (             -- place: key of the document << 32 | position of the first turn
    place INTEGER PRIMARY KEY,
    block BLOB NOT NULL           -- packed
);
CREATE TABLE years (              -- that a document's dates touch
    document INTEGER NOT NULL,
    year TEXT NOT NULL,
    partly INTEGER NOT NULL,      -- its day or month in that year is not known
    PRIMARY KEY (document, year)
) WITHOUT ROWID;
CREATE TABLE appearances (        -- of a speaker in a document
    speaker TEXT NOT NULL,
    document INTEGER NOT NULL,
    name TEXT NOT NULL,           -- as the document gives it
    resolved INTEGER NOT NULL,
    turns INTEGER NOT NULL,       -- of speech, as is the next
    words INTEGER NOT NULL,
    labels BLOB NOT NULL,         -- MessagePack: text → count
    talks_with BLOB NOT NULL,     -- MessagePack: id of another speaker → times
    PRIMARY KEY (speaker, document)
) WITHOUT ROWID;
CREATE TABLE speakers (           -- summed up over all documents
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL,       -- most turns first, then id
    summary BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""

# Made when all documents are there, and again when rows and places have moved.
INDEXES = {
    "documents_place": "CREATE UNIQUE INDEX documents_place ON documents (place)",
}

KEY_BITS = 32  # a block's place is its document's key, and the position of its first turn in the lower bits


class Header(msgspec.Struct, frozen=True):
    """A document without turns and notices, as the store keeps it."""

    metadata: Metadata
    source: Source
    speakers: tuple[Speaker, ...]


def places_of(key: int) -> tuple[int, int]:
    """The first and last place that blocks of a document may have."""
    return key << KEY_BITS, (key + 1 << KEY_BITS) - 1
