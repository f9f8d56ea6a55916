"""Where in a recording was something said? Addresses that begin to play at a moment, where a source has such a thing.

A link is made only to what is known to understand it: a media file, whose fragment ``#t=`` every browser reads (W3C
Media Fragments), and two hosts of recordings with a way of their own. Any other address is a page about the recording,
or about the document, and no moment is made up for it.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

MEDIA = (".aac", ".flac", ".m4a", ".m4v", ".mov", ".mp3", ".mp4", ".oga", ".ogg", ".ogv", ".opus", ".wav", ".webm")
_FRAGMENT_HOSTS = ("vimeo.com", "www.vimeo.com")
_PARAMETER_HOSTS = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be")


def moment_in_recording(url: str | None, seconds: float | None) -> str | None:
    """The address at which the recording plays from ``seconds`` on; None where the source gives no recording."""
    if url is None or seconds is None or not url.lower().startswith(("https://", "http://")):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    at = int(seconds)
    if parts.path.lower().endswith(MEDIA):
        return parts._replace(fragment=f"t={at}").geturl()
    if host in _FRAGMENT_HOSTS:
        return parts._replace(fragment=f"t={at}s").geturl()
    if host in _PARAMETER_HOSTS:
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "t"]
        return parts._replace(query=urlencode([*kept, ("t", f"{at}s")])).geturl()
    return None


def clock(seconds: float | None) -> str | None:
    """Seconds as a clock shows them: ``1:01:11``, ``0:04``."""
    if seconds is None:
        return None
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
