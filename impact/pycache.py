"""Python's bytecode caches: forgetting those that Python would still load for a source that has changed."""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import cache_from_source
from types import CodeType

_HEADER = struct.Struct("<4sIII")
"""Magic number, flags, modification time in seconds, size (PEP 552). Older releases of pytest keep rewritten
tests under the same one."""
_HALF = 0xFFFFFFFF
_NEVER = 1 << 63


def forget_bytecode(path: str, before: int | None = None) -> bool:
    """Remove the cached bytecode of a changed source, if Python would take it for valid; return whether there was any.

    Python holds no more than whole seconds and the size against the source, so that it misses an edit that changes
    neither. Of which version the cache is can't be told: it may be the present one, and is made again. With `before`,
    in nanoseconds since 1970, only a cache counts that is older than that.
    """
    try:
        found = os.stat(path)
        folder, name = os.path.split(cache_from_source(path))
        names = os.listdir(folder)
    except (OSError, NotImplementedError):
        return False
    expected = (0, int(found.st_mtime) & _HALF, found.st_size & _HALF)
    stem = name.partition(".")[0] + "."
    caches = [os.path.join(folder, each) for each in names if each.startswith(stem) and each.endswith(".pyc")]
    valid = [each for each in caches if _header(each) == expected and (before is None or _written(each) < before)]
    for cache in valid:
        with contextlib.suppress(OSError):
            os.unlink(cache)
    return bool(valid)


def forget_older_bytecode(paths: Iterable[str]) -> int:
    """Remove, for each of these sources, the cached bytecode that Python would take for valid although the source was
    written after it; return how many sources had any.

    That is all which can be told without knowing what a source held before.
    """
    ages: dict[str, dict[str, int]] = {}
    found = 0
    for path in paths:
        try:
            written = os.stat(path).st_mtime_ns
            folder, name = os.path.split(cache_from_source(path))
        except (OSError, NotImplementedError):
            continue
        if folder not in ages:
            ages[folder] = _oldest(folder)
        if ages[folder].get(name.partition(".")[0], written + 1) <= written:
            found += forget_bytecode(path, written + 1)
    return found


def as_its_source(code: CodeType, spec: ModuleSpec | None) -> CodeType:
    """Return the code of a module that is about to run, made anew if it came from bytecode older than the source.

    Only code that Python's own loader for sources found is looked at.

    :raises SyntaxError: where the source is none, as the import would without bytecode.
    """
    loader = getattr(spec, "loader", None)
    if spec is None or type(loader) is not SourceFileLoader or not spec.cached:
        return code
    try:
        if os.stat(spec.cached).st_mtime_ns > (written := os.stat(loader.path).st_mtime_ns):
            return code
        if not forget_bytecode(loader.path, written + 1):
            return code
        source = loader.get_data(loader.path)
    except OSError:
        return code
    return loader.source_to_code(source, loader.path)


def _oldest(folder: str) -> dict[str, int]:
    """Return when the oldest cache of each module in a folder of caches was written, in nanoseconds since 1970."""
    ages: dict[str, int] = {}
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            stem = entry.name.partition(".")[0]
            ages[stem] = min(entry.stat().st_mtime_ns, ages.get(stem, _NEVER))
    return ages


def _written(cache: str) -> int:
    try:
        return os.stat(cache).st_mtime_ns
    except OSError:
        return 0


def _header(cache: str) -> tuple[int, ...]:
    """Return flags, modification time and size of the source for which a cache was made; nothing if it is none."""
    try:
        with open(cache, "rb") as stream:
            return _HEADER.unpack(stream.read(_HEADER.size))[1:]
    except (OSError, struct.error):
        return ()
