"""What is known of each entry beside its words? Columns of numbers, and of values by their ordinals.

Whoosh pickles the names of column classes with the schema: this module's path and the names :class:`OrdinalColumn` and
:class:`NumberColumn` are stable for good. The files themselves hold arrays only, no pickles.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, reduce

import numpy as np
from whoosh.columns import Column, ColumnReader, ColumnWriter
from whoosh.filedb.structfile import StructFile

from index.engines.whoosh.array_file import Mask, Numbers, mapped, read_arrays, write_arrays
from index.engines.whoosh.word_list import WordList, encoded, joined

ORDINAL_MAGIC = b"COLORDI2"
NUMBER_MAGIC = b"COLNUMB1"

Values = tuple[str, ...]

_PART = 1 << 15  # entries that are counted at a time
_SHORT = 2_048  # entries of which looking for runs takes longer than counting
_FEW = 4  # combinations that are looked for one by one; entries that a run must have on average to be worth counting


class OrdinalColumn(Column):
    """A tuple of values for each entry: the number of its *combination*, and for each combination the numbers of its
    values. Values and combinations are stored once, in ascending order; no number of them is too many."""

    def writer(self, dbfile: StructFile) -> OrdinalWriter:
        return OrdinalWriter(dbfile)

    def reader(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> OrdinalReader:
        return OrdinalReader(dbfile)

    def default_value(self, reverse: bool = False) -> Values:
        return ()


class OrdinalWriter(ColumnWriter):
    def __init__(self, dbfile: StructFile) -> None:
        self._dbfile = dbfile
        self._known: dict[Values, int] = {(): 0}
        self._ordinals = array("I")

    def add(self, docnum: int, value: Values) -> None:
        """The values of entry ``docnum``; entries in between have none."""
        self._ordinals.extend([0] * (docnum - len(self._ordinals)))
        self._ordinals.append(self._known.setdefault(value, len(self._known)))

    def finish(self, doccount: int) -> None:
        self._ordinals.extend([0] * (doccount - len(self._ordinals)))
        write_ordinals(self._dbfile, list(self._known), np.array(self._ordinals, np.uint32))


def write_ordinals(dbfile: StructFile, combinations: Sequence[Values], ordinals: Numbers) -> None:
    """Write a column of values. ``ordinals``: for each entry a place in ``combinations``, which may hold an entry's
    values twice and combinations that no entry has."""
    distinct = [tuple(dict.fromkeys(values)) for values in combinations]
    used = np.unique(ordinals)
    ascending = sorted({distinct[place] for place in used.tolist()})
    places = {values: place for place, values in enumerate(ascending)}
    renumbered = np.zeros(len(combinations), np.uint32)
    renumbered[used] = [places[distinct[place]] for place in used.tolist()]
    values = sorted({value for combination in ascending for value in combination})
    numbers = {value: number for number, value in enumerate(values)}
    ends, content = joined(map(encoded, values))
    of_entries = renumbered[ordinals].astype(np.min_scalar_type(max(len(ascending) - 1, 0)))
    arrays = {
        "ordinals": of_entries,
        "counts": np.bincount(of_entries, minlength=len(ascending)),
        "starts": np.cumsum([0, *map(len, ascending)], dtype=np.uint32),
        "members": np.array([numbers[value] for each in ascending for value in each], np.uint32),
        "ends": ends,
        "values": content,
    }
    write_arrays(dbfile, ORDINAL_MAGIC, arrays, {})


class OrdinalReader(ColumnReader):
    """An opened column of values. ``ordinals``: the combination of each entry; ``values``: every value, ascending."""

    def __init__(self, dbfile: StructFile) -> None:
        arrays = _arrays(dbfile, ORDINAL_MAGIC)
        self.ordinals, self._starts, self._members = arrays["ordinals"], arrays["starts"], arrays["members"]
        self._all = arrays["counts"]  # how many entries have each combination
        self.values = WordList(arrays["ends"], arrays["values"])

    def __len__(self) -> int:
        return len(self.ordinals)

    def __getitem__(self, docnum: int) -> Values:
        return self.combination(int(self.ordinals[docnum]))

    def __iter__(self) -> Iterator[Values]:
        return map(self.combination, self.ordinals.tolist())

    def combination(self, number: int) -> Values:
        members = self._members[self._starts[number] : self._starts[number + 1]]
        return tuple(self.values[number] for number in members.tolist())

    @property
    def combinations(self) -> int:
        """How many different combinations of values there are."""
        return len(self._starts) - 1

    def having(self, values: Mask) -> Mask:
        """Which combinations have one of the values (given as a mask over :attr:`values`)."""
        if self._is_single:
            return values
        found = np.zeros(self.combinations, np.bool_)
        found[self._combination_of_member[values.take(self._members)]] = True
        return found

    def chosen(self, combinations: Mask, documents: Numbers | None) -> Mask:
        """Which of the entries (None: of all) have one of the chosen combinations."""
        ordinals = self.ordinals if documents is None else self.ordinals.take(documents)
        numbers = combinations.nonzero()[0]
        if len(numbers) > _FEW:
            return combinations.take(ordinals)
        same = [ordinals == number for number in numbers.tolist()]
        return reduce(np.logical_or, same) if same else np.zeros(len(ordinals), np.bool_)

    def counts(self, documents: Numbers | None) -> Numbers:
        """How many of the entries (None: of all) have each value."""
        combined = self._all if documents is None else counted(self.ordinals, documents, self.combinations)
        if self._is_single:
            return combined
        by_member = combined.take(self._combination_of_member)
        return np.bincount(self._members, by_member, len(self.values)).astype(np.int64)

    @cached_property
    def _is_single(self) -> bool:
        """Whether every entry has exactly one value: then combinations are values, in the same order."""
        numbers = np.arange(self.combinations)
        ones = np.array_equal(self._starts[:-1], numbers) and np.array_equal(self._starts[1:], numbers + 1)
        return ones and np.array_equal(self._members, numbers)

    @cached_property
    def _combination_of_member(self) -> Numbers:
        return np.repeat(np.arange(self.combinations), self._starts[1:] - self._starts[:-1])


def counted(ordinals: Numbers, places: Numbers, size: int) -> Numbers:
    """How often each number below ``size`` stands at some places of ``ordinals``.

    Counted part by part: what is worked out on the way stays in the processor's cache, and a first search need not ask
    the system for memory.
    """
    if size == 1:
        return np.array([len(places)])
    if len(places) <= _PART:
        return _counted_part(ordinals.take(places), size)
    counts = np.zeros(size, np.int64)
    for start in range(0, len(places), _PART):
        counts += _counted_part(ordinals.take(places[start : start + _PART]), size)
    return counts


def _counted_part(ordinals: Numbers, size: int) -> Numbers:
    """Where equal numbers stand together (an entry's document, year and kind are mostly those of the entry before),
    whole runs are counted."""
    if len(ordinals) < _SHORT:
        return np.bincount(ordinals, minlength=size)
    changed = ordinals[1:] != ordinals[:-1]
    if np.count_nonzero(changed) * _FEW > len(ordinals):
        return np.bincount(ordinals, minlength=size)
    bounds = np.concatenate(([0], changed.nonzero()[0] + 1, [len(ordinals)]))
    return np.bincount(ordinals.take(bounds[:-1]), bounds[1:] - bounds[:-1], size).astype(np.int64)


class NumberColumn(Column):
    """A whole number for each entry, from -2**31; 0 where nothing is said."""

    def writer(self, dbfile: StructFile) -> NumberWriter:
        return NumberWriter(dbfile)

    def reader(self, dbfile: StructFile, basepos: int, length: int, doccount: int) -> NumberReader:
        return NumberReader(dbfile)

    def default_value(self, reverse: bool = False) -> int:
        return 0


class NumberWriter(ColumnWriter):
    def __init__(self, dbfile: StructFile) -> None:
        self._dbfile = dbfile
        self._numbers = array("i")

    def add(self, docnum: int, value: int) -> None:
        self._numbers.extend([0] * (docnum - len(self._numbers)))
        self._numbers.append(value)

    def finish(self, doccount: int) -> None:
        self._numbers.extend([0] * (doccount - len(self._numbers)))
        write_numbers(self._dbfile, np.array(self._numbers, np.int32))


def write_numbers(dbfile: StructFile, numbers: Numbers) -> None:
    """Write a column of numbers (int32)."""
    write_arrays(dbfile, NUMBER_MAGIC, {"numbers": numbers.astype(np.int32, copy=False)}, {})


class NumberReader(ColumnReader):
    """An opened column of numbers."""

    def __init__(self, dbfile: StructFile) -> None:
        self.numbers = _arrays(dbfile, NUMBER_MAGIC)["numbers"]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, docnum: int) -> int:
        return int(self.numbers[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers.tolist())


def _arrays(dbfile: StructFile, magic: bytes) -> Mapping[str, Numbers]:
    name = str(dbfile)
    return read_arrays(mapped(dbfile, name), magic, name).arrays
