"""A view, found: where it stands, and the function that answers GET."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from codemods.sources.opening import Opened
from codemods.sources.python import Python


@dataclass(frozen=True, slots=True)
class View:
    """A view of Django.

    - `path`: its file; `opened`, `source`: that file, read;
    - `node`: the function, or the class;
    - `answer`: what answers GET: the function itself, or the class's `get`; None where the class has it of a base.
    """

    path: str
    opened: Opened
    source: Python
    node: ast.FunctionDef | ast.ClassDef
    answer: ast.FunctionDef | None

    @property
    def name(self) -> str:
        """The name of the function or class."""
        return self.node.name

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def application(self) -> str:
        """The folder of the Django application, "" for the root: a folder `views` belongs to the one around it."""
        folder = self.path.rpartition("/")[0]
        return folder.rpartition("/")[0] if folder.rpartition("/")[2] == "views" else folder


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a view takes: the name of the request, the arguments of its URL, and whether more come by keyword."""

    request: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    keywords: str


def parameters_of(view: View) -> Parameters:
    """Return what the function that answers GET takes; that of a class without one takes anything."""
    if view.answer is None:
        return Parameters("request", (), (), "kwargs")
    given = view.answer.args
    names = [each.arg for each in (*given.posonlyargs, *given.args)][1 if view.is_class else 0 :]
    split = len(names) - len(given.defaults)
    required = [
        *names[1:split],
        *(a.arg for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d is None),
    ]
    optional = [
        *names[max(1, split) :],
        *(a.arg for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d),
    ]
    keywords = given.kwarg.arg if given.kwarg else ""
    return Parameters(names[0] if names else "", tuple(required), tuple(optional), keywords)
