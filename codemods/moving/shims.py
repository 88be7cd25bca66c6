"""Shims: modules that still answer to an old name, with a warning, and how they are told from others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.plans.tree import Tree

_MARK = re.compile(rb"\A# codemods-shim: (?P<old>[\w.]+) -> (?P<new>[\w.]+)\r?$", re.MULTILINE)

_HEAD = """\
# codemods-shim: {old} -> {new}
\"\"\"`{old}` is `{new}` now; this module goes when nobody imports it any more (`codemods run remove-shims`).\"\"\"
"""
_MODULE = """\
import sys
import warnings

import {new}

warnings.warn("{old} is {new} now", DeprecationWarning, stacklevel=2)
sys.modules[__name__] = sys.modules["{new}"]  # one module under two names: patches and state are shared
"""
_PACKAGE = """\
import sys
import warnings

from {new} import *  # noqa: F403

warnings.warn("{old} is {new} now", DeprecationWarning, stacklevel=2)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(sys.modules["{new}"], name)
"""


@dataclass(frozen=True, slots=True, order=True)
class Shim:
    """A file that answers to the old name of a module, and the new one."""

    path: str
    old: str
    new: str


def shim_text(old: str, new: str, *, is_package: bool) -> bytes:
    """Return the content of a shim.

    That of a module puts the new module in its own place. That of a package can't: what is below the old name would be
    looked for below the new one, and loaded twice.
    """
    return (_HEAD + (_PACKAGE if is_package else _MODULE)).format(old=old, new=new).encode()


def find_shims(tree: Tree) -> Iterator[Shim]:
    """Yield the shims of a tree."""
    for path in tree.paths:
        if path.endswith(".py"):
            found = read_shim(path, tree.read(path))
            if found is not None:
                yield found


def read_shim(path: str, raw: bytes) -> Shim | None:
    """Return the shim that a file is, or None."""
    found = _MARK.match(raw)
    return None if found is None else Shim(path, found["old"].decode(), found["new"].decode())
