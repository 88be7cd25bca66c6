"""What a view hands its request to, in its own file: functions there, and methods of its class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.recipes.legacy_frontend.views.model import View, parameters_of

Reader = tuple[ast.FunctionDef, str]
"""A function, and what the request is called in it."""


def readers_of(view: View) -> list[Reader]:
    """Return the function that answers GET and all that the request reaches from there, each once."""
    if view.answer is None:
        return []
    functions = {each.name: each for each in view.source.tree.body if isinstance(each, ast.FunctionDef)}
    members = view.node.body if isinstance(view.node, ast.ClassDef) else []
    methods = {each.name: each for each in members if isinstance(each, ast.FunctionDef)}
    found: list[Reader] = [(view.answer, parameters_of(view).request)]
    for function, request in found:  # which grows
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id=name)) if name in functions:
                    new = list(_receiving(node, functions[name], 0, request))
                case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)) if name in methods:
                    new = list(_receiving(node, methods[name], 1, request))
                case _:
                    continue
            found += [each for each in new if each not in found]
    return found


def shares_get(node: ast.ClassDef) -> bool:
    """Whether another method of a class answers with its `get`: by a call, or by being the same."""
    for each in node.body:
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Name) and each.value.id == "get":
            return True
        if isinstance(each, ast.FunctionDef) and each.name != "get":
            for inner in ast.walk(each):
                match inner:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="get")):
                        return True
    return False


def _receiving(call: ast.Call, function: ast.FunctionDef, skipped: int, request: str) -> Iterator[Reader]:
    """Yield a function with its parameter that a call gives the request."""
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)][skipped:]
    for name, given in zip(names, call.args, strict=False):
        if isinstance(given, ast.Name) and given.id == request:
            yield function, name
    for keyword in call.keywords:
        if keyword.arg and isinstance(keyword.value, ast.Name) and keyword.value.id == request:
            yield function, keyword.arg
