"""Entry points in `setup.py`: the argument `entry_points` of `setup()`, a dictionary of lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from codemods.model import Edit
from codemods.recipes.course_blocks.declaring.model import EntryPoint, Undeclarable
from codemods.sources.python import Python


class SetupPy:
    """One `setup.py`."""

    def __init__(self, path: str, source: Python) -> None:
        self.path, self._source = path, source
        self._call = next((each for each in ast.walk(source.tree) if _is_setup(each)), None)

    @property
    def declares(self) -> bool:
        """Whether it calls `setup()`."""
        return self._call is not None

    def entry_points(self) -> list[EntryPoint]:
        """Return those that are written out."""
        return [
            EntryPoint(group, *_parted(item.value), self.path, item.lineno)
            for group, items in self._groups()
            for item in _items(items)
        ]

    def _value(self) -> ast.expr | None:
        keywords = self._call.keywords if isinstance(self._call, ast.Call) else []
        value = next((each.value for each in keywords if each.arg == "entry_points"), None)
        if isinstance(value, ast.Name):
            bound = [
                each.value
                for each in self._source.tree.body
                if isinstance(each, ast.Assign)
                and any(isinstance(to, ast.Name) and to.id == value.id for to in each.targets)
            ]
            return bound[0] if len(bound) == 1 else value
        return value

    def _groups(self) -> Iterator[tuple[str, ast.expr]]:
        value = self._value()
        if isinstance(value, ast.Dict):
            for key, items in zip(value.keys, value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, items

    def add(self, wanted: Mapping[str, Mapping[str, str]]) -> list[Edit]:
        """Return the edits that add targets by group and name.

        :raises Undeclarable: if they are not written as a dictionary of lists.
        """
        value = self._value()
        assert isinstance(self._call, ast.Call)
        if value is not None and not isinstance(value, ast.Dict):
            raise Undeclarable("entry_points is no dictionary that is written out", value.lineno)
        self._check_written_out(value)
        known = dict(self._groups())
        edits: list[Edit] = []
        fresh: dict[str, list[str]] = {}
        for group, targets in wanted.items():
            lines = [f"{name} = {target}" for name, target in targets.items()]
            if group in known:
                edits += self._append(known[group], [f'"{line}"' for line in lines])
            else:
                fresh[group] = lines
        return edits + (self._add_groups(value, fresh) if fresh else [])

    def _check_written_out(self, value: ast.Dict | None) -> None:
        """See that nothing else may declare entry points than the dictionary that is given."""
        assert isinstance(self._call, ast.Call)
        if value is None and any(each.arg is None for each in self._call.keywords):
            raise Undeclarable("what setup() is given by ** may hold entry_points", self._call.lineno)
        if value is not None and not all(isinstance(each, ast.Constant) for each in value.keys):
            raise Undeclarable("the groups of entry_points are not all written out", value.lineno)
        name = next((each.value for each in self._call.keywords if each.arg == "entry_points"), None)
        for node in ast.walk(self._source.tree) if isinstance(name, ast.Name) else ():
            around = self._source.parents.get(node)
            is_changed = isinstance(around, ast.Attribute | ast.Subscript | ast.AugAssign)
            if isinstance(node, ast.Name) and isinstance(name, ast.Name) and node.id == name.id and is_changed:
                raise Undeclarable(f"{name.id} is changed after it is made", node.lineno)

    def _append(self, items: ast.expr, texts: list[str]) -> list[Edit]:
        if not isinstance(items, ast.List | ast.Tuple):
            raise Undeclarable("the entry points of a group are no list", items.lineno)
        if not all(isinstance(each, ast.Constant) for each in items.elts):
            raise Undeclarable("the entry points of a group are not all written out", items.lineno)
        return self._after(items, items.elts, texts)

    def _add_groups(self, value: ast.Dict | None, groups: Mapping[str, list[str]]) -> list[Edit]:
        base = self._indent(value.keys[0] if value is not None and value.keys else self._keyword())
        newline = self._source.newline
        inner = base if value is not None else base + "    "
        texts = []
        for group, lines in groups.items():
            listed = "".join(f'{newline}{inner}    "{line}",' for line in lines)
            texts.append(f'"{group}": [{listed}{newline}{inner}]')
        if value is not None:
            return self._after(value, value.values, texts)
        assert isinstance(self._call, ast.Call)
        joined = "".join(f"{newline}{inner}{text}," for text in texts)
        given = [*self._call.args, *(each.value for each in self._call.keywords)]
        return self._after(self._call, given, [f"entry_points={{{joined}{newline}{base}}}"])

    def _keyword(self) -> ast.AST | None:
        assert isinstance(self._call, ast.Call)
        return self._call.keywords[-1] if self._call.keywords else None

    def _indent(self, node: ast.AST | None) -> str:
        """Return what stands before a node in its line; four spaces where it is not alone there."""
        if isinstance(node, ast.expr | ast.keyword):
            start = self._source.span(node)[0]
            before = self._source.text[self._source.places.line_start(start) : start]
            if not before.strip():
                return before
        return "    "

    def _after(self, around: ast.expr, items: list[ast.expr], texts: list[str]) -> list[Edit]:
        """Return the edits that add texts after the last of some items, each in its own line if that one has one."""
        source = self._source
        close = source.span(around)[1] - 1
        if not items:
            return [Edit(close, close, ", ".join(texts))]
        end = source.span(items[-1])[1]
        comma = source.text.find(",", end, close)
        has_comma = comma >= 0 and not source.text[end:comma].strip()
        at = comma + 1 if has_comma else end
        indent = self._alone(around, items[-1])
        if indent is None:
            return [Edit(at, at, (" " if has_comma else ", ") + ", ".join(texts) + ("," if has_comma else ""))]
        rest = source.text[at : source.places.line_end(at)].rstrip("\r\n")
        stop = at + len(rest) if rest.lstrip().startswith("#") else at
        lines = f",{source.newline}{indent}".join(texts)
        added = f"{source.newline}{indent}{lines}{',' if has_comma else ''}"
        if has_comma or stop > at:
            return [Edit(stop, stop, added), *([] if has_comma else [Edit(at, at, ",")])]
        return [Edit(at, at, f",{added}")]

    def _alone(self, around: ast.expr, last: ast.expr) -> str | None:
        """Return what stands before the last item, key or name and all, None where that is not only space."""
        anchor: ast.AST | None = last
        if isinstance(around, ast.Dict):
            anchor = around.keys[-1]
        elif isinstance(self._source.parents[last], ast.keyword):
            anchor = self._source.parents[last]
        if not isinstance(anchor, ast.expr | ast.keyword):
            return None
        start = self._source.span(anchor)[0]
        before = self._source.text[self._source.places.line_start(start) : start]
        return None if before.strip() else before


def _is_setup(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return getattr(node.func, "attr", getattr(node.func, "id", "")) == "setup"


def _items(value: ast.expr) -> Iterator[ast.Constant]:
    for each in getattr(value, "elts", [value]):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and "=" in each.value:
            yield each


def _parted(text: object) -> tuple[str, str]:
    name, _, target = str(text).partition("=")
    return name.strip(), target.strip()
