"""A store behind HTTP or HTTPS: a server that lists its folders (as JSON or as a page of links) and takes PUT."""

from __future__ import annotations

import http.client
import json
import os
import tempfile
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib import error as failures
from urllib.parse import quote, unquote, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from impact.errors import StoredFileUnfit, StoreUnusable
from impact.sharing.address import parse, without_credentials
from impact.sharing.copying import copy_at_most, require_same

TIMEOUT = 15.0
"""Seconds that a server may be silent."""
SLOWEST = 600.0
"""Seconds that one answer may take: a server that now and then sends a byte is never silent."""
LONGEST_LIST = 16_000_000
"""Bytes of a listing, at most."""
AUTHORIZATION = "IMPACT_STORE_AUTHORIZATION"
"""The environment variable with the value of the header of this name, such as `Bearer ...`."""

_HANDLERS = (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler)
"""What urllib adds by itself besides opens local files and FTP servers, to which a server could redirect."""
_FAULTS = (failures.URLError, http.client.HTTPException, OSError)


class WebStore:
    """A store whose names are paths below a URL."""

    def __init__(self, url: str) -> None:
        parts, self.url = parse(url), without_credentials(url)
        if "@" in parts.netloc or parts.query or parts.fragment:
            what = "a password" if "@" in parts.netloc else "more than a path"
            raise StoreUnusable(
                self.url, f"its address holds {what}: give a header in the environment variable {AUTHORIZATION}."
            )
        self._opener = OpenerDirector()
        for handler in _HANDLERS:
            self._opener.add_handler(handler())

    def names(self, folder: str) -> list[str]:
        """Return the names that the server lists."""
        with tempfile.TemporaryDirectory() as beside:
            target = Path(beside, "listing")
            if not self._get(f"{folder}/", target, LONGEST_LIST):
                return []
            text = target.read_text(encoding="utf-8", errors="replace")
        try:
            rows = json.loads(text)
            return [str(row["name"] if isinstance(row, dict) else row).strip("/") for row in rows]
        except (ValueError, KeyError, TypeError, RecursionError):
            page = _Links()
            page.feed(text)
            return page.names

    def get(self, name: str, target: Path, most: int) -> None:
        """Download a file."""
        if not self._get(name, target, most):
            raise StoredFileUnfit(self.url, f"{name} is not there.")

    def put(self, name: str, source: Path) -> None:
        """Upload a file, and read it back: a server may keep half of what it was sent."""
        with source.open("rb") as stream:
            request = self._request(name, method="PUT", data=stream)
            request.add_header("Content-Length", str(source.stat().st_size))
            request.add_header("Content-Type", "application/octet-stream")
            try:
                self._opener.open(request, timeout=TIMEOUT).close()
            except _FAULTS as error:
                raise StoreUnusable(self.url, f"{name} can't be written: {_reason(error)}.") from error
        with tempfile.TemporaryDirectory() as beside:
            back = Path(beside, "back")
            self.get(name, back, source.stat().st_size)
            require_same(source, back, name, self.url)

    def _get(self, name: str, target: Path, most: int) -> bool:
        """Download; return whether there is such a thing."""
        try:
            with self._opener.open(self._request(name), timeout=TIMEOUT) as answer:
                copy_at_most(_Hurried(answer), target, most, self.url)
        except failures.HTTPError as error:
            error.close()
            if error.code == 404:
                return False
            raise StoreUnusable(self.url, f"{name} can't be read: {_reason(error)}.") from error
        except _FAULTS as error:
            raise StoreUnusable(self.url, f"{name} can't be read: {_reason(error)}.") from error
        return True

    def _request(self, name: str, **more: object) -> Request:
        request = Request(f"{self.url}/{quote(name)}", **more)  # type: ignore[arg-type]  # method and data
        # Who stores a secret often stores the end of its line, too, which would end the header.
        given = os.environ.get(AUTHORIZATION, "").strip()
        if not (given.isascii() and given.isprintable()):
            raise StoreUnusable(self.url, f"{AUTHORIZATION} holds what no header may: give one line of ASCII.")
        if given:
            request.add_unredirected_header("Authorization", given)  # for this server, and no other
        return request


class _Hurried:
    """An answer that must come to its end."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer, self._until = answer, time.monotonic() + SLOWEST

    def read(self, size: int) -> bytes:
        """Return what has come, at most so many bytes."""
        if time.monotonic() > self._until:
            raise TimeoutError(f"it took longer than {SLOWEST:.0f} s")
        return self._answer.read1(size)


class _Links(HTMLParser):
    """Collects the last parts of the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take in one link."""
        target = dict(attributes).get("href") if tag == "a" else None
        if target:
            self.names.append(unquote(urlsplit(target).path.rstrip("/").rpartition("/")[2]))


def _reason(error: BaseException) -> str:
    if isinstance(error, failures.HTTPError):
        return f"the server answers {error.code} {' '.join(str(error.reason).split())}"
    return " ".join(str(getattr(error, "reason", None) or error).split()) or type(error).__name__
