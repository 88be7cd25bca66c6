"""The address of a store as it may be shown: without what lets somebody in."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

from impact.errors import StoreUnusable


def parse(url: str) -> SplitResult:
    """Return the parts of a URL.

    :raises StoreUnusable: if it is none.
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - looking at it is what raises
    except ValueError as error:
        raise StoreUnusable(url.rpartition("@")[2], f"its address is none ({error}).") from error
    return parts


def without_credentials(url: str) -> str:
    """Return a URL without user, password, query and fragment: where there are signed addresses, they hold a key."""
    parts = parse(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
