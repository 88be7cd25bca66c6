"""What one process tells of its recording: plain builtins, so that it can cross to another process unchanged."""

from __future__ import annotations

from typing import TypedDict

SHARED = "s"
"""The node of all that can't be attributed: it belongs to every test of the process."""


def module_node(path: str) -> str:
    """Name the node of a module's import."""
    return f"m:{path}"


def place_node(number: int) -> str:
    """Name the node of a place that made an import: whoever enters the place rests on what it imported."""
    return f"p:{number}"


def collection_node(nodeid: str) -> str:
    """Name the node of the collection of a file or folder."""
    return f"c:{nodeid}"


def fixture_node(number: int) -> str:
    """Name the node of one instance of a wide fixture."""
    return f"f:{number}"


def child_node(key: str) -> str:
    """Name the node of a child process. It is complete when it is closed, as that of a fixture is."""
    return f"f:child {key}"


def run_node(nodeid: str) -> str:
    """Name the node of one run of a test."""
    return f"t:{nodeid}"


class Delta(TypedDict):
    """News since the last delta of the same process.

    Nodes are the things that code runs for: the import of a module, the collection of a file, an instance of a
    wide fixture, a child process, a test, and all that is shared. An edge says that what rests on the first rests on
    the second.

    - `places`: further rows of the table of places; their numbers go on where the last delta ended.
    - `modules`: path of each module that was imported: its name, whether it is a package, and its content id.
    - `entered`: node: numbers of the places entered for it.
    - `touched`: node: kind, place, aspect and fingerprint of other dependencies it touched.
    - `edges`: pairs of nodes.
    - `kept`: node of a value that is computed once; the path of the module whose global it is, or ""; the name by which
      it is read; the names over which its readers get at it, none if they need no other.
    - `filled`: node of a kept value, the node for which code filled it, the places that can have done so, and
      those of them that can have stored what they were given; and whether it is a memo.
    - `closed`: fixture instances that have been torn down.
    - `foreign`: top-level names of loaded modules that are not the project's.
    - `new`: node ids of collected tests that the selection did not know; `gone`: of known ones no longer found.
    - `outcomes`: node, outcome and duration in seconds of tests that are done, and of collected files.
    """

    places: list[tuple[str, str, int]]
    modules: dict[str, list[tuple[str, bool, str]]]
    entered: dict[str, list[int]]
    touched: dict[str, list[tuple[str, str, str, str]]]
    edges: list[tuple[str, str]]
    kept: list[tuple[str, str, str, list[str]]]
    filled: list[tuple[str, str, list[int], list[int], bool]]
    closed: list[str]
    outcomes: list[tuple[str, str, float]]
    foreign: list[str]
    new: list[str]
    gone: list[str]
