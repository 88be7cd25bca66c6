"""What the names of a source are bound to, by scope: enough to follow literals through assignments and loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from codemods.names.dotted import absolute

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Binding:
    """One value that a name is given: an expression, or (`each`) every element of it; `at` picks from a tuple."""

    value: ast.expr
    each: bool = False
    at: tuple[int, ...] = ()


@dataclass(slots=True)
class Frame:
    """The names of a module, class or function; `parameters` have their default, or None."""

    node: ast.AST
    outer: Frame | None = None
    names: dict[str, list[Binding]] = field(default_factory=dict)
    parameters: dict[str, ast.expr | None] = field(default_factory=dict)
    inner: dict[str, Frame] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The qualified name, "" of a module."""
        own = getattr(self.node, "name", "")
        outer = self.outer.name if self.outer else ""
        return f"{outer}.{own}" if outer else own

    @property
    def is_class(self) -> bool:
        """Whether it is the body of a class."""
        return isinstance(self.node, ast.ClassDef)

    def lookup(self, name: str) -> Frame | None:
        """Return the nearest frame that binds a name; the body of a class is not seen from its functions."""
        frame: Frame | None = self
        while frame is not None:
            if (name in frame.names or name in frame.parameters) and (frame is self or not frame.is_class):
                return frame
            frame = frame.outer
        return None

    def around(self) -> Frame | None:
        """Return the class that this frame is, or stands in."""
        frame: Frame | None = self
        while frame is not None and not frame.is_class:
            frame = frame.outer
        return frame

    @property
    def module(self) -> Frame:
        """The frame of the module."""
        return self if self.outer is None else self.outer.module


def imports_of(tree: ast.Module, package: str) -> dict[str, str]:
    """Return what the imports of a source bind, wherever they stand: dotted names by name.

    An import of everything stands under `*` and the name of the module.
    """
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node.module, node.level, package)
            if base is not None:
                for alias in node.names:
                    bound = f"*{base}" if alias.name == "*" else alias.asname or alias.name
                    found[bound] = f"{base}.{alias.name}"
    return found


def bind(tree: ast.Module) -> tuple[Frame, dict[ast.AST, Frame]]:
    """Return the frame of a module, and the frame that each of its nodes is evaluated in."""
    top = Frame(tree)
    places: dict[ast.AST, Frame] = {tree: top}
    waiting: list[tuple[ast.AST, Frame]] = [(child, top) for child in reversed(tree.body)]
    while waiting:
        node, frame = waiting.pop()
        places[node] = frame
        _bind(node, frame)
        inside = frame
        if isinstance(node, Function | ast.ClassDef):
            inside = Frame(node, frame)
            frame.inner[node.name] = inside
            if not isinstance(node, ast.ClassDef):
                inside.parameters.update(parameters_of(node))
            waiting += [(each, inside) for each in reversed(node.body)]
            bases = node.bases if isinstance(node, ast.ClassDef) else [*node.args.defaults, *node.args.kw_defaults]
            waiting += [(each, frame) for each in (*bases, *node.decorator_list) if each is not None]
            continue
        # The first child comes off the pile first, so that bindings are in the order of the source.
        waiting += [(child, inside) for child in reversed(list(ast.iter_child_nodes(node)))]
    return top, places


def parameters_of(node: Function) -> dict[str, ast.expr | None]:
    """Return the parameters of a function in their order, each with its default, or None."""
    plain = [*node.args.posonlyargs, *node.args.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(node.args.defaults))
    found = dict(zip((each.arg for each in plain), [*missing, *node.args.defaults], strict=True))
    found.update(zip((each.arg for each in node.args.kwonlyargs), node.args.kw_defaults, strict=True))
    return found


def _bind(node: ast.AST, frame: Frame) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _to(target, Binding(value), frame)
        case ast.AugAssign(target=target, value=value):
            if isinstance(value, ast.Constant | ast.JoinedStr):  # a text that grows: what stands before is not told
                value = ast.BinOp(ast.Name("?", ast.Load()), ast.Add(), value)
            _to(target, Binding(value), frame)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            _to(target, Binding(value), frame)
        case (
            ast.For(target=target, iter=value)
            | ast.AsyncFor(target=target, iter=value)
            | ast.comprehension(target=target, iter=value)
        ):
            _to(target, Binding(value, each=True), frame)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr), args=[value]):
            _grow(name, attr, value, frame)


def _grow(name: str, attr: str, value: ast.expr, frame: Frame) -> None:
    """Bind what is put into a list, a set or a dictionary."""
    match attr:
        case "append" | "add":
            frame.names.setdefault(name, []).append(Binding(ast.List([value], ast.Load())))
        case "extend" | "update":
            frame.names.setdefault(name, []).append(Binding(value))


def _to(target: ast.expr, binding: Binding, frame: Frame) -> None:
    for name, bound in _targets(target, binding):
        holder: Frame | None = frame
        if name.startswith("self."):
            holder, name = frame.around(), name.removeprefix("self.")
        if holder is not None:
            holder.names.setdefault(name, []).append(bound)


def _targets(target: ast.expr, binding: Binding) -> Iterator[tuple[str, Binding]]:
    match target:
        case ast.Name(id=name):
            yield name, binding
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
            yield f"self.{name}", binding
        case ast.Subscript(value=ast.Name(id=name)):
            # d["key"] = value: the dictionary has this value besides those that it was made with
            yield name, Binding(ast.Dict([target.slice], [binding.value]), binding.each, binding.at)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for index, part in enumerate(parts):
                yield from _targets(part, Binding(binding.value, binding.each, (*binding.at, index)))
