"""From the address of a store to the store."""

from __future__ import annotations

from pathlib import Path
from urllib.request import url2pathname

from impact.errors import StoreUnusable
from impact.sharing.address import parse
from impact.sharing.folder import Folder
from impact.sharing.store import Store


def open_store(url: str) -> Store:
    """Return the store at a path, a `file:`, `http:` or `https:` URL, or a URL of fsspec (`s3://`, `gs://` ...).

    :raises StoreUnusable: if it is no address, or what it needs is not installed.
    """
    if not url.strip():
        raise StoreUnusable("''", "its address is empty.")
    scheme = parse(url).scheme
    # Only what this one needs is imported; a scheme of one letter is a drive.
    if scheme in ("http", "https"):
        from impact.sharing.http import WebStore

        return WebStore(url)
    if scheme == "file":
        return Folder(Path(url2pathname(parse(url).path)))
    if len(scheme) > 1 and "://" in url:
        from impact.sharing.object_store import ObjectStore

        return ObjectStore(url)
    return Folder(Path(url).expanduser().absolute())
