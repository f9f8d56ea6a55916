"""How often does a build look for what nothing but itself refers to? Python's collector, told to come by less often."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_ONES = 20_000  # values that may be made before the collector goes through them; Python's own number is 700


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """While this is open, the collector comes by less often.

    A document is a tree of some thousand values in which nothing refers back: it goes when the last one lets go of it.
    By Python's own number the collector went through each of them while it was needed, which took a twelfth of a build.
    """
    before = gc.get_threshold()
    gc.set_threshold(_NEW_ONES, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
