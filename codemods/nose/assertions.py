"""From a call of one of nose's assertions to an `assert` statement, with its comments and line breaks."""

from __future__ import annotations

import ast
import re

from codemods.errors import SourceUnreadable
from codemods.sources.python import Python, parse

BINARY = {
    "assert_equal": "==",
    "assert_equals": "==",
    "eq_": "==",
    "assert_dict_equal": "==",
    "assert_list_equal": "==",
    "assert_set_equal": "==",
    "assert_tuple_equal": "==",
    "assert_multi_line_equal": "==",
    "assert_not_equal": "!=",
    "assert_not_equals": "!=",
    "assert_is": "is",
    "assert_is_not": "is not",
    "assert_in": "in",
    "assert_not_in": "not in",
    "assert_greater": ">",
    "assert_greater_equal": ">=",
    "assert_less": "<",
    "assert_less_equal": "<=",
}
UNARY = {
    "assert_true": ("", ""),
    "ok_": ("", ""),
    "assert_false": ("not ", ""),
    "assert_is_none": ("", " is None"),
    "assert_is_not_none": ("", " is not None"),
}
INSTANCE = {"assert_is_instance": "", "assert_not_is_instance": "not "}
ASSERTIONS = frozenset([*BINARY, *UNARY, *INSTANCE])
_LOOSE = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Yield, ast.YieldFrom)
_COMPARED = (*_LOOSE, ast.Compare)


class NoCounterpart(Exception):
    """A call that no statement says as well."""


def assertion(source: Python, call: ast.Call, name: str) -> str:
    """Return the statement that does what a call of nose's assertion does; `name` is one of `ASSERTIONS`.

    :raises NoCounterpart: with the reason, where there is none.
    """
    arguments, message = _arguments(call, 1 if name in UNARY else 2)
    if name in BINARY:
        return _binary(source, call, arguments, BINARY[name], message)
    tail = f", {source.segment(message)}" if message is not None else ""
    if name in INSTANCE:
        inner = ", ".join(source.segment(each) for each in arguments)
        return _sound(f"assert {INSTANCE[name]}isinstance({inner}){tail}", source, call)
    before, after = UNARY[name]
    text = source.segment(arguments[0])
    loose = _COMPARED if after else _LOOSE
    wrapped = f"({text})" if (before or after) and _is_loose(arguments[0], loose) else text
    try:
        return _sound(f"assert {before}{wrapped}{after}{tail}", source, call)
    except NoCounterpart:
        return _sound(f"assert {before}({text}){after}{tail}", source, call)


def _arguments(call: ast.Call, number: int) -> tuple[list[ast.expr], ast.expr | None]:
    messages = [keyword.value for keyword in call.keywords if keyword.arg == "msg"]
    if len(messages) < len(call.keywords) or any(isinstance(each, ast.Starred) for each in call.args):
        raise NoCounterpart("it is called with arguments that only their names or their number tell")
    if len(call.args) == number + 1 and not messages:
        messages = [call.args[number]]
    elif len(call.args) != number:
        raise NoCounterpart(f"it is called with {len(call.args)} arguments")
    return call.args[:number], messages[0] if messages else None


def _binary(source: Python, call: ast.Call, arguments: list[ast.expr], operator: str, message: ast.expr | None) -> str:
    left, right = (
        f"({source.segment(each)})"
        if _is_loose(each, _COMPARED) and not _has_own(source, each)
        else source.segment(each)
        for each in arguments
    )
    tail = f", {source.segment(message)}" if message is not None else ""
    try:
        return _sound(f"assert {left} {operator} {right}{tail}", source, call)
    except NoCounterpart:
        return _over_lines(source, call, arguments, operator, tail)


def _over_lines(source: Python, call: ast.Call, arguments: list[ast.expr], operator: str, tail: str) -> str:
    """Return the statement with the line breaks and comments of the call, in parentheses."""
    (_, function_end), (_, end) = source.span(call.func), source.span(call)
    (left_start, left_end), (right_start, right_end) = map(source.span, arguments)
    text = source.text
    opened = text.index("(", function_end) + 1
    rest = text[right_end : end - 1]
    if tail and rest.strip(" \t\r\n,") != tail[2:]:
        raise NoCounterpart("there are comments around its message")
    ending = (
        re.sub(r"^(\)*[ \t]*),", r"\1", rest, count=1)
        if not tail
        else re.sub(r",.*", "", rest, count=1, flags=re.DOTALL)
    )
    between = re.sub(r"^(\)*\s*),", rf"\1 {operator}", text[left_end:right_start], count=1)
    if operator not in between:
        raise NoCounterpart("there is a comment between its arguments")
    body = text[opened:left_start] + text[left_start:left_end] + between + text[right_start:right_end] + ending
    return _sound(f"assert ({body}){tail}", source, call)


def _is_loose(node: ast.expr, kinds: tuple[type[ast.expr], ...]) -> bool:
    return isinstance(node, kinds) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _has_own(source: Python, node: ast.expr) -> bool:
    """Whether a node's own text begins with its parentheses."""
    return isinstance(node, ast.GeneratorExp) and source.segment(node).startswith("(")


def _sound(statement: str, source: Python, call: ast.Call) -> str:
    """Return the statement if it is one, and no comment of the call gets lost.

    :raises NoCounterpart: otherwise.
    """
    try:
        body = parse(statement).body
    except SourceUnreadable:
        raise NoCounterpart("its line breaks have no place in an assert statement") from None
    if len(body) != 1 or not isinstance(body[0], ast.Assert):
        raise NoCounterpart("its line breaks have no place in an assert statement")
    if source.segment(call).count("#") != statement.count("#"):
        raise NoCounterpart("there are comments between its arguments")
    if isinstance(body[0].test, ast.Tuple) and not isinstance(call.args[0], ast.Tuple):
        raise NoCounterpart("the statement would always hold")
    return statement
