"""What does one open generation offer? Its manifest, documents and engine, held together while somebody reads."""

from __future__ import annotations

import logging
import weakref
from dataclasses import dataclass, field
from functools import cached_property

from index.engines.base import Engine
from index.generations.manifest import Manifest
from index.generations.rehearsal import rehearse
from index.generations.store import Store
from index.queries.names import Names

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Archive:
    """One generation, opened for reading. Safe to use from several threads at once.

    Its files are closed when nobody holds it any more, so that a request that began on it can end on it after a newer
    generation has been published.
    """

    generation: str
    manifest: Manifest
    store: Store
    engine: Engine
    _close: weakref.finalize = field(init=False, repr=False)  # type: ignore[type-arg]  # generic in the stubs only

    def __post_init__(self) -> None:
        self._close = weakref.finalize(self, self.engine.close)  # the store sees to itself

    @cached_property
    def names(self) -> Names:
        """The speakers and documents, to be found by their names."""
        return Names.of(self.store.speakers(), self.store.documents())

    def prepare(self) -> None:
        """Read now what every search asks for, and ask once for a few, so that no reader waits for it."""
        _ = self.names, self.store.languages(), self.store.years()
        try:
            rehearse(self.engine, self.store)
        except Exception:  # whatever it is: readers of other pages need not meet it
            _log.exception("The rehearsal of generation %s did not end.", self.generation)

    def close(self) -> None:
        """Close store and engine now."""
        self._close()
        self.store.close()
