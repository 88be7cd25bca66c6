"""The type of a value, as far as its expression tells: by literals, operators, and calls that everybody knows."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from codemods.names.dotted import last_part
from codemods.recipes.legacy_frontend.context_api.shaping import Shape, Shapes
from codemods.recipes.legacy_frontend.python.bindings import Frame, bind
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.sources.python import Python

TEXT, WHOLE, REAL, TRUTH, MOMENT, LIST, MAPPING = (
    "CharField", "IntegerField", "FloatField", "BooleanField", "DateTimeField", "ListField", "DictField",
)  # fmt: skip
UNKNOWN, RECORD, NOTHING = "JSONField", "record", "nothing"
_DEPTH = 8
_CALLS = {
    **dict.fromkeys(
        "reverse reverse_lazy str unicode text_type force_text force_str smart_text escape _ gettext ugettext ungettext"
        " ngettext pgettext gettext_lazy ugettext_lazy format join strftime isoformat lower upper strip replace title"
        " rstrip lstrip urlencode urlquote urljoin quote dumps marketing_link static get_absolute_url render_to_string"
        " build_absolute_uri get_full_path get_host hexdigest to_deprecated_string get_username get_full_name".split(),
        TEXT,
    ),
    **dict.fromkeys(
        "bool isinstance issubclass any all hasattr callable startswith endswith exists is_authenticated is_anonymous"
        " has_perm has_perms flag_is_active switch_is_active sample_is_active is_enrolled is_ajax is_secure".split(),
        TRUTH,
    ),
    **dict.fromkeys(("len", "int", "count"), WHOLE),
    "float": REAL,
    **dict.fromkeys(("now", "utcnow"), MOMENT),
    **dict.fromkeys(("list", "sorted", "split", "values_list"), LIST),
    **dict.fromkeys(("OrderedDict", "defaultdict"), MAPPING),
}
_OF_USER = {
    **dict.fromkeys(("username", "email", "first_name", "last_name"), TEXT),
    **dict.fromkeys(("id", "pk"), WHOLE),
    **dict.fromkeys(("is_staff", "is_active", "is_superuser", "is_authenticated", "is_anonymous"), TRUTH),
}
_ANNOTATIONS = {"str": TEXT, "int": WHOLE, "float": REAL, "bool": TRUTH}


@dataclass(frozen=True, slots=True)
class Type:
    """A type of value: the name of a field, or `RECORD` with a shape of its own; `of` is that of a list's elements."""

    name: str
    is_nullable: bool = False
    of: Type | None = None
    shape: Shape = field(default_factory=Shape)


def joined(types: Sequence[Type]) -> Type:
    """Return the one type that values of some types have."""
    some = [each for each in types if each.name != NOTHING]
    is_nullable = len(some) < len(types) or any(each.is_nullable for each in types)
    names = {each.name for each in some}
    if not some:
        return Type(UNKNOWN, True)
    if names == {WHOLE, REAL}:
        return Type(REAL, is_nullable)
    if len(names) > 1 or (names == {RECORD} and len(some) > 1):
        return Type(MAPPING if names <= {RECORD, MAPPING} else UNKNOWN, is_nullable)
    kinds = {each.of.name for each in some if each.of is not None}
    return Type(some[0].name, is_nullable, some[0].of if len(kinds) == 1 else None, some[0].shape)


class Types:
    """Finds types in one source; `texts` are parameters that the project's Django always gives as text."""

    def __init__(self, source: Python, texts: frozenset[str] = frozenset()) -> None:
        self._source, self._texts = source, texts
        self._shapes = Shapes(source)
        _, self._places = bind(source.tree)

    def of(self, node: ast.expr, function: ast.FunctionDef, depth: int = _DEPTH) -> Type:
        """Return the type of an expression in a function; `UNKNOWN` where it can't be told."""
        if not depth:
            return Type(UNKNOWN)
        match node:
            case ast.Constant():
                return Type(_of_constant(node.value))
            case ast.BoolOp(values=values):
                return joined([self.of(each, function, depth - 1) for each in values])
            case ast.IfExp(body=body, orelse=orelse):
                return joined([self.of(body, function, depth - 1), self.of(orelse, function, depth - 1)])
            case ast.BinOp():
                return self._calculated(node, function, depth)
            case ast.Call():
                return self._called(node, function, depth)
            case ast.Attribute() | ast.Subscript():
                return self._read(node)
            case ast.Name():
                return self._named(node, function, depth)
        return self._written(node, function, depth)

    def _written(self, node: ast.expr, function: ast.FunctionDef, depth: int) -> Type:
        """Return the type of what tells it by its form alone."""
        match node:
            case ast.JoinedStr():
                return Type(TEXT)
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return Type(TRUTH)
            case ast.Dict():
                return self._mapping(node, function)
            case ast.DictComp():
                return Type(MAPPING)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return Type(LIST, of=_element([self.of(each, function, depth - 1) for each in elements]))
            case ast.ListComp(elt=element) | ast.SetComp(elt=element):
                return Type(LIST, of=_element([self.of(element, function, depth - 1)]))
        return Type(UNKNOWN)

    def _mapping(self, node: ast.expr, function: ast.FunctionDef) -> Type:
        shape = self._shapes.of(node, function)
        is_plain = shape.entries and not shape.unknown and all(each.isidentifier() for each in shape.entries)
        return Type(RECORD, shape=shape) if is_plain else Type(MAPPING)

    def _calculated(self, node: ast.BinOp, function: ast.FunctionDef, depth: int) -> Type:
        left = self.of(node.left, function, depth - 1)
        if isinstance(node.op, ast.Mod | ast.Add) and left.name == TEXT:
            return Type(TEXT)
        both = joined([left, self.of(node.right, function, depth - 1)])
        return both if both.name in (WHOLE, REAL) and not isinstance(node.op, ast.Div) else Type(UNKNOWN)

    def _called(self, call: ast.Call, function: ast.FunctionDef, depth: int) -> Type:
        name = dotted(call)
        if name == "dict" and not call.args and all(each.arg for each in call.keywords):
            return self._mapping(call, function)
        last = call.func.attr if isinstance(call.func, ast.Attribute) else last_part(name)
        if last == "get" and name.endswith((".GET.get", ".FEATURES.get", ".POST.get", ".COOKIES.get", ".META.get")):
            given = [self.of(each, function, depth - 1) for each in call.args[1:2]] or [Type(NOTHING)]
            return joined([*given, *([] if ".FEATURES" in name else [Type(TEXT)])])
        found = _CALLS.get(last, UNKNOWN)
        if found == WHOLE and last == "count" and call.args:
            return Type(WHOLE)
        return Type(found)

    def _read(self, node: ast.Attribute | ast.Subscript) -> Type:
        name = dotted(node.value if isinstance(node, ast.Subscript) else node)
        if isinstance(node, ast.Subscript):
            return Type(TEXT if name.endswith((".META", ".COOKIES")) else UNKNOWN)
        if name.endswith(f"request.user.{node.attr}") or name == f"user.{node.attr}":
            return Type(_OF_USER.get(node.attr, UNKNOWN))
        if name in ("request.path", "request.method"):
            return Type(TEXT)
        if name.startswith("settings.") and name.endswith("_URL"):
            return Type(TEXT, True)
        return Type(UNKNOWN)

    def _named(self, node: ast.Name, function: ast.FunctionDef, depth: int) -> Type:
        frame = self._places.get(node)
        holder = frame.lookup(node.id) if frame is not None else None
        if holder is None:
            return Type(UNKNOWN)
        if node.id in holder.parameters:
            return self._parameter(node.id, holder)
        bindings = holder.names[node.id]
        if any(binding.each or binding.at for binding in bindings):
            return Type(UNKNOWN)
        if len(bindings) > 1 and any(isinstance(each.value, ast.List | ast.Dict) for each in bindings):
            kinds = {self.of(each.value, function, depth - 1).name for each in bindings}
            return Type(LIST if kinds == {LIST} else MAPPING if kinds <= {RECORD, MAPPING} else UNKNOWN)
        return joined([self.of(each.value, function, depth - 1) for each in bindings])

    def _parameter(self, name: str, holder: Frame) -> Type:
        """Return the type of a parameter that is not given another value: by annotation, or as a part of the URL."""
        if name in holder.names or not isinstance(holder.node, ast.FunctionDef):
            return Type(UNKNOWN)
        given = next(
            (each for each in ast.walk(holder.node.args) if isinstance(each, ast.arg) and each.arg == name), None
        )
        annotation = dotted(given.annotation) if given is not None and given.annotation is not None else ""
        if annotation in _ANNOTATIONS:
            return Type(_ANNOTATIONS[annotation])
        default = holder.parameters[name]
        is_none = isinstance(default, ast.Constant) and default.value is None
        return Type(TEXT, is_none) if name in self._texts else Type(UNKNOWN)


def _element(types: Sequence[Type]) -> Type | None:
    """Return the type of a list's elements, None where it can't be told."""
    if not types:
        return None
    if all(each.name == RECORD for each in types):
        keys = {frozenset(each.shape.entries) for each in types}
        return types[0] if len(keys) == 1 else Type(MAPPING)
    found = joined(types)
    return None if found.name == UNKNOWN else found


def _of_constant(value: object) -> str:
    if value is None:
        return NOTHING
    kinds: dict[type, str] = {bool: TRUTH, int: WHOLE, float: REAL, str: TEXT}
    return kinds.get(type(value), UNKNOWN)
