"""The strings of a source, each with what it is used for, as far as its place tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.names.dotted import chain, last_part

PATH, MESSAGE, PROSE, COMPUTED, APPLICATION, PLAIN = "path", "message", "prose", "computed", "application", "plain"
"""What a string may be: the path of a module or of something in one; text that is translated; a docstring; one that
a name is made of at run time; an entry in a list of applications; anything else."""

_PATH_TAKERS = frozenset(
    "patch import_module __import__ import_string import_by_path get_class get_classes import_from_cache include"
    " patterns reload_module importorskip load_dotted resolve_name import_object".split()
)
"""Functions whose string arguments name modules, or things in modules, by their path."""
_MESSAGE_TAKERS = frozenset(
    "_ gettext ugettext ngettext ungettext pgettext gettext_lazy ugettext_lazy ngettext_lazy gettext_noop".split()
)
_APPLICATIONS = ("INSTALLED_APPS", "OPTIONAL_APPS")


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A string constant and its use; `taker` is the last name of the function that it is given to."""

    node: ast.Constant
    value: str
    use: str
    taker: str = ""


Literals = tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    use: str = PLAIN
    taker: str = ""


def find_literals(tree: ast.Module) -> Literals:
    """Return all strings of a tree, docstrings among them, in no order that matters."""
    return tuple(_find(tree))


def _find(tree: ast.Module) -> Iterator[Literal]:
    stack: list[tuple[ast.AST, _Place]] = [(tree, _Place())]
    while stack:
        node, place = stack.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                yield Literal(node, node.value, place.use, place.taker)
            continue
        for child, where in _children(node, place):
            stack.append((child, where))


def _children(node: ast.AST, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    match node:
        case ast.Call():
            yield from _of_call(node)
        case ast.Expr(value=ast.Constant() as constant):
            yield constant, _Place(PROSE)
        case ast.Attribute() if place.use == COMPUTED:
            yield node.value, place
        case ast.JoinedStr():
            yield from ((each, _Place(COMPUTED)) for each in node.values)
        case ast.BinOp(op=ast.Mod() | ast.Add()):
            taken = _Place(COMPUTED)
            yield from ((each, taken if isinstance(each, ast.Constant) else place) for each in (node.left, node.right))
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
            where = _Place(APPLICATION) if _is_application_list(node) else _Place()
            yield from ((each, where) for each in ast.iter_child_nodes(node))
        case ast.List() | ast.Tuple() | ast.Set() | ast.Starred() | ast.IfExp() | ast.BoolOp() | ast.keyword():
            yield from ((each, place) for each in ast.iter_child_nodes(node))
        case _:
            yield from ((each, _Place()) for each in ast.iter_child_nodes(node))


def _of_call(node: ast.Call) -> Iterator[tuple[ast.AST, _Place]]:
    taker = _taker(node.func)
    use = PATH if taker in _PATH_TAKERS else MESSAGE if taker in _MESSAGE_TAKERS else PLAIN
    yield node.func, _Place(COMPUTED) if taker == "format" else _Place()
    for position, argument in enumerate(node.args):
        is_name = taker in ("setattr", "delattr") and position == 0 and len(node.args) < 3
        yield argument, _Place(PATH if is_name or (use == PATH and position == 0) else use if use != PATH else PLAIN, taker)
    for keyword in node.keywords:
        yield keyword, _Place(PATH if use == PATH and keyword.arg in ("target", "name") else PLAIN, taker)


def _taker(function: ast.expr) -> str:
    """Return the last name of a function; that before it for `patch.dict` and `patch.multiple`."""
    found = chain(function)
    if found is None:
        return function.attr if isinstance(function, ast.Attribute) else ""
    parts = found[1]
    return "patch" if "patch" in parts[-2:-1] and parts[-1] in ("dict", "multiple") else parts[-1]


def _is_application_list(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = (found[1] for found in map(chain, targets) if found is not None)
    return any(last_part(".".join(parts)).endswith(_APPLICATIONS) for parts in names)
