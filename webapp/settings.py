"""What has the operator set? Every setting, from the command line or from ``COLLOQUY_…`` in the environment.

========================== ===================================================================== =============
variable                   sets                                                                  unless set
========================== ===================================================================== =============
``COLLOQUY_FOLDER``        the folder of transcripts                                             ``seeds``
``COLLOQUY_DATA``          where generations are kept                                            ``instance``
``COLLOQUY_HOST``          the address to serve on                                               ``127.0.0.1``
``COLLOQUY_PORT``          the port to serve on; 0 takes a free one                              ``8000``
``COLLOQUY_WORKERS``       processes that answer requests; each has its own :class:`Traffic`     ``1``
``COLLOQUY_BASE_URL``      the public address, for absolute links; may end in a path             none
``COLLOQUY_TRUSTED_HOSTS`` names the site answers to, with commas; ``.example.org`` takes all below any
``COLLOQUY_PROXIES``       how many proxies stand before the site, each of which is believed     ``0``
``COLLOQUY_LOG_QUERIES``   1: the log has the addresses asked for, and so what readers seek      ``0``
``COLLOQUY_…``             each number of :class:`Traffic`, as ``COLLOQUY_SEARCHES_AT_ONCE``     see there
``COLLOQUY_MAX_…``         each budget of :mod:`index.limits`, as ``COLLOQUY_MAX_CLAUSES``       see there
========================== ===================================================================== =============
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.errors import ColloquyError
from index.limits import LIMITS, Limits

PREFIX = "COLLOQUY_"
HIGHEST_PORT = 65_535
MOST_PROXIES = 9
MOST_WORKERS = 64
# example.org, .example.org, [::1]
_HOST = re.compile(r"\.?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class SettingsError(ColloquyError):
    """A setting that cannot be used: which one, and what it may be."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """How much the site takes on at once, and from one address. A rate of 0 is no limit."""

    searches_per_minute: int = (
        300  # to one address, a third of them at once: a class behind one address is not one robot
    )
    exports_per_minute: int = 20
    searches_at_once: int = 2  # a processor each
    searches_waiting: int = 48
    exports_at_once: int = 2
    wait_seconds: float = 10.0  # for a place; then 503


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. ``base_url`` is without a slash at its end; None: links are relative to the site."""

    folder: Path = Path("seeds")
    data: Path = Path("instance")
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    base_url: str | None = None
    limits: Limits = LIMITS
    trusted_hosts: tuple[str, ...] = ()  # none: any name
    proxies: int = 0
    log_queries: bool = False
    traffic: Traffic = Traffic()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of ``environment`` (the process's own when None); raises :class:`SettingsError`."""
        given = os.environ if environment is None else environment
        default = cls()
        return cls(
            folder=Path(given.get(f"{PREFIX}FOLDER") or default.folder),
            data=Path(given.get(f"{PREFIX}DATA") or default.data),
            host=given.get(f"{PREFIX}HOST") or default.host,
            port=_whole_number(given, "PORT", default.port, 0, HIGHEST_PORT),
            workers=_whole_number(given, "WORKERS", default.workers, 1, MOST_WORKERS),
            base_url=_base_url(given.get(f"{PREFIX}BASE_URL")),
            limits=_limits(given),
            trusted_hosts=_hosts(given),
            proxies=_whole_number(given, "PROXIES", default.proxies, 0, MOST_PROXIES),
            log_queries=bool(_whole_number(given, "LOG_QUERIES", 0, 0, 1)),
            traffic=_traffic(given),
        )


def _limits(given: Mapping[str, str]) -> Limits:
    read: dict[str, Any] = {}
    for field in fields(Limits):
        name, default = f"MAX_{field.name.upper()}", getattr(LIMITS, field.name)
        reader = _seconds if isinstance(default, float) else _at_least_one
        read[field.name] = reader(given, name, default)
    return Limits(**read)


def _traffic(given: Mapping[str, str]) -> Traffic:
    default, read = Traffic(), {}
    for field in fields(Traffic):
        name, usual = field.name.upper(), getattr(default, field.name)
        lowest = 0 if name.endswith(("_MINUTE", "_WAITING")) else 1
        by_clock = isinstance(usual, float)
        read[field.name] = (
            _seconds(given, name, usual) if by_clock else _whole_number(given, name, usual, lowest, 100_000)
        )
    return Traffic(**read)  # type: ignore[arg-type]  # seconds are floats, the others whole numbers


def _hosts(given: Mapping[str, str]) -> tuple[str, ...]:
    """The names, without ports; raises :class:`SettingsError` for one that no host can have."""
    names = tuple(name.strip() for name in (given.get(f"{PREFIX}TRUSTED_HOSTS") or "").split(",") if name.strip())
    for name in names:
        if not _HOST.fullmatch(name):
            raise SettingsError(f"{PREFIX}TRUSTED_HOSTS has “{name}”; write names such as example.org, with commas.")
    return names


def _at_least_one(given: Mapping[str, str], name: str, default: int) -> int:
    return _whole_number(given, name, default, 1, 10**9)


def _whole_number(given: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = (given.get(PREFIX + name) or "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and lowest <= int(text[:12]) <= highest):
        raise SettingsError(f"{PREFIX}{name} is “{text}”; it must be a whole number from {lowest} to {highest}.")
    return int(text)


def _seconds(given: Mapping[str, str], name: str, default: float) -> float:
    text = (given.get(PREFIX + name) or "").strip()
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise SettingsError(f"{PREFIX}{name} is “{text}”; it must be a number of seconds, above 0 and up to 3600.")
    return seconds


def _base_url(text: str | None) -> str | None:
    if not text or not text.strip():
        return None
    address = text.strip().rstrip("/")
    problem = SettingsError(f"{PREFIX}BASE_URL is “{text}”; it must be an address such as https://example.org/archive.")
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError as error:
        raise problem from error
    if not usable or parts.query or parts.fragment or parts.username is not None:
        raise problem
    return address
