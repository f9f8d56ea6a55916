"""What keeps the site reachable when somebody asks too much? Rates for each address, and places for costly answers."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from webapp.costs import Cost, cost_of
from webapp.places import Held, Places
from webapp.rates import Rate, client_of
from webapp.settings import Settings

CRAWLERS_LEAVE: Final = "noindex, nofollow"
_SHARE = 3  # a burst is a third of what a minute allows


@dataclass(frozen=True, slots=True)
class Guard:
    """What one kind of costly answer is guarded by."""

    rate: Rate | None
    places: Places
    name: str


def init_app(app: Flask, settings: Settings) -> None:
    guards = _guards(settings)

    @app.before_request
    def admit() -> None:
        guard = guards.get(cost_of(request))
        if guard is not None:
            _keep_rate(guard)
            _take_place(guard)

    @app.after_request
    def mark(response: Response) -> Response:
        if cost_of(request) is not Cost.LITTLE:
            response.headers["X-Robots-Tag"] = CRAWLERS_LEAVE
        if "place" in g and response.is_streamed and request.method != "HEAD" and response.status_code == 200:
            response.response = Held(response.response, g.pop("place"))  # type: ignore[arg-type]  # iter_encoded copes with text
        return response

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        place: Places | None = g.pop("place", None)
        if place is not None:
            place.leave()


def _guards(settings: Settings) -> Mapping[Cost, Guard]:
    def rate(per_minute: int) -> Rate | None:
        return Rate(per_minute, max(1, per_minute // _SHARE)) if per_minute else None

    return {
        Cost.SEARCH: Guard(
            rate(settings.traffic.searches_per_minute),
            Places(settings.traffic.searches_at_once, settings.traffic.searches_waiting, settings.traffic.wait_seconds),
            "searches",
        ),
        Cost.EXPORT: Guard(
            rate(settings.traffic.exports_per_minute),
            Places(settings.traffic.exports_at_once, settings.traffic.exports_at_once, settings.traffic.wait_seconds),
            "files of whole result sets",
        ),
    }


def _keep_rate(guard: Guard) -> None:
    """Who asks too fast is told when to come again. This machine itself is not counted: behind a proxy that was not
    declared (``COLLOQUY_PROXIES``) all readers would seem to be one."""
    client = client_of(request.remote_addr)
    wait = guard.rate.wait(client, time.monotonic()) if guard.rate is not None and client else 0.0
    if wait:
        seconds = math.ceil(wait)
        raise TooManyRequests(
            f"So many {guard.name} at a time are not answered for one address. Try again in {seconds} "
            f"second{'' if seconds == 1 else 's'}. For more of the archive take the files that results and documents "
            "offer.",
            retry_after=seconds,
        )


def _take_place(guard: Guard) -> None:
    if not guard.places.enter():
        raise ServiceUnavailable(f"Too many {guard.name} are running now. Try again in a few seconds.", retry_after=5)
    g.place = guard.places
