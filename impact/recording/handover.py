"""What a recorded process hands to a Python that it starts, through the environment, so that it is recorded too."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import TypedDict

VARIABLE = "PYTEST_OPENEDX_CHILD"
SEARCH_PATH = "PYTHONPATH"
_HERE = os.path.dirname(os.path.realpath(__file__))
STARTUP = os.path.join(_HERE, "startup")
"""The folder of our `sitecustomize`, which every Python imports as it starts."""
_HOME = os.path.dirname(os.path.dirname(_HERE))


class Handover(TypedDict):
    """All that a child must know.

    - `key`: under which it reports in the folder `spool`.
    - `root`: of the project.
    - `home`: the folder where this package is.
    - `python`: which Python it must be.
    - `search_path`: what the variable of the search path was without us.
    - `serves`: whether it is a fork server.
    """

    key: str
    spool: str
    root: str
    home: str
    python: list[str]
    search_path: str | None
    serves: bool


def this_python() -> list[str]:
    """Return what tells this Python, and what is installed for it, from another."""
    return [sys.version, os.path.realpath(sys.prefix)]


def hand_over(environment: Mapping[bytes, bytes], key: str, spool: str, root: str, serves: bool) -> dict[bytes, bytes]:
    """Return the environment for a child. Its `sitecustomize` takes our traces out of it again."""
    before = environment.get(SEARCH_PATH.encode())
    search_path = os.fsdecode(before) if before is not None else None
    handover = Handover(
        key=key, spool=spool, root=root, home=_HOME, python=this_python(), search_path=search_path, serves=serves
    )
    ours = STARTUP + (os.pathsep + search_path if search_path else "")
    return {**environment, VARIABLE.encode(): json.dumps(handover).encode(), SEARCH_PATH.encode(): os.fsencode(ours)}
