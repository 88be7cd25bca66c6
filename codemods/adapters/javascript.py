"""JavaScript by tree-sitter, whose grammars come as wheels: strings, calls and objects, whatever else is broken.

Only the adapter imports it; nothing is fetched at run time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from codemods.errors import LibraryMissing

_STRINGS = "(string) @string (template_string) @string"
_SUMS = '(binary_expression operator: "+") @sum'
_CALLS = (
    "(call_expression function: [(identifier) (member_expression)] @called arguments: (arguments) @arguments) @call"
)
_PAIRS = '(pair key: (_) @key (#match? @key "paths$") value: (object) @paths)'


@dataclass(frozen=True, slots=True)
class Call:
    """A call: what is called, as it is spelled, its line, and the strings of each array or string that it is given."""

    name: str
    line: int
    lists: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What stands in a script.

    - `strings`: texts with their line; a sum of strings and other things is one text, with `*` for those;
    - `paths`: what `paths: {...}` maps, as RequireJS is configured; `errors`: lines that could not be read.
    """

    calls: tuple[Call, ...]
    strings: tuple[tuple[str, int], ...]
    paths: Mapping[str, str]
    errors: tuple[int, ...]


def read_script(text: str) -> Script:
    """Read a script.

    :raises LibraryMissing: without tree-sitter and its grammar of JavaScript.
    """
    parser, queries, cursor = _tools()
    raw = text.encode("utf-8", "surrogatepass")
    root = parser.parse(raw).root_node
    sums = cursor(queries["sums"]).captures(root).get("sum", [])
    inner = {child.id for node in sums for child in node.children if child.type == "binary_expression"}
    strings = [(_joined(node), _line(node)) for node in sums if node.id not in inner]
    strings += [(_joined(node), _line(node)) for node in cursor(queries["strings"]).captures(root).get("string", [])]
    calls = [
        Call(_text(found["called"][0]), _line(found["call"][0]), tuple(_lists(found["arguments"][0])))
        for _, found in cursor(queries["calls"]).matches(root)
    ]
    paths = {
        key: value for node in cursor(queries["pairs"]).captures(root).get("paths", []) for key, value in _pairs(node)
    }
    errors = tuple(sorted(_line(node) for node in _errors(root))) if root.has_error else ()
    return Script(tuple(calls), tuple(strings), paths, errors)


@lru_cache(maxsize=1)
def _tools() -> tuple[Any, dict[str, Any], Any]:
    try:
        import tree_sitter
        import tree_sitter_javascript
    except ImportError:
        raise LibraryMissing("tree-sitter", "Reading JavaScript", "'pytest-openedx[frontend]'") from None
    language = tree_sitter.Language(tree_sitter_javascript.language())
    spelled = {"strings": _STRINGS, "sums": _SUMS, "calls": _CALLS, "pairs": _PAIRS}
    queries = {name: tree_sitter.Query(language, query) for name, query in spelled.items()}
    return tree_sitter.Parser(language), queries, tree_sitter.QueryCursor


def _lists(arguments: Any) -> Iterator[tuple[str, ...]]:
    for node in arguments.named_children:
        if node.type == "array":
            yield tuple(_joined(each) for each in node.named_children if each.type != "comment")
        elif node.type in ("string", "template_string", "binary_expression"):
            yield (_joined(node),)
        else:
            yield ()


def _pairs(node: Any) -> Iterator[tuple[str, str]]:
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and value.type == "string":
            yield _joined(key) if key.type == "string" else _text(key), _joined(value)


def _joined(node: Any) -> str:
    """Return the text of a string or a sum, with `*` for what is not literal."""
    if node.type == "string":
        return _text(node)[1:-1]
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return _joined(node.named_children[0])
    if node.type == "template_string":
        parts = (_text(each) if each.type == "string_fragment" else "*" for each in node.named_children)
        return "".join(parts)
    if node.type == "binary_expression" and node.child_by_field_name("operator").type == "+":
        return _joined(node.child_by_field_name("left")) + _joined(node.child_by_field_name("right"))
    return "*"


def _text(node: Any) -> str:
    return node.text.decode("utf-8", "replace") if node.text else ""


def _line(node: Any) -> int:
    return int(node.start_point[0]) + 1


def _errors(node: Any) -> Iterator[Any]:
    for child in node.children:
        if child.type == "ERROR" or child.is_missing:
            yield child
        elif child.has_error:
            yield from _errors(child)
