"""What guards a page, and must guard its API: decorators, of the function, of `dispatch`, or of the class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.recipes.legacy_frontend.context_api.conventions import guards_page
from codemods.recipes.legacy_frontend.errors import ViewRefused
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.views.model import View

_PLAIN_BASES = frozenset(
    {
        "object",
        "django.contrib.auth.mixins.LoginRequiredMixin",  # an API has IsAuthenticated for it
        *(f"django.views.generic.{name}" for name in ("View", "TemplateView", "base.View", "base.TemplateView")),
        "django.views.View",
    }
)
_ADVICE = "Guard the API by hand, or the page by decorators of its method."


@dataclass(frozen=True, slots=True)
class Guards:
    """What an API must have, too: decorators, the outermost first, and mixins; `names` are those in their texts."""

    texts: tuple[str, ...]
    names: tuple[str, ...]
    bases: tuple[str, ...] = ()


def guards_of(view: View, function: ast.FunctionDef) -> Guards:
    """Return the guards of a view; those that matter for pages alone are left out.

    :raises ViewRefused: if a class may be guarded in a way that can't be carried over.
    """
    decorators = list(function.decorator_list)
    if isinstance(view.node, ast.ClassDef):
        reasons = list(_other_guards(view, view.node))
        if reasons:
            raise ViewRefused(view.path, view.name, reasons, _ADVICE)
        outer = [
            each for found in view.node.body if _is_dispatch(found) for each in getattr(found, "decorator_list", ())
        ]
        decorators = [*view.node.decorator_list, *outer, *decorators]
    texts: list[str] = []
    names: list[str] = []
    for decorator in decorators:
        inner = _inside(decorator) if view.is_class else decorator
        if inner is None:
            reasons = [(decorator.lineno, f"is decorated by {dotted(decorator)}, which is no method_decorator")]
            raise ViewRefused(view.path, view.name, reasons, _ADVICE)
        called = inner.func if isinstance(inner, ast.Call) else inner
        if not guards_page(view.source.names.meaning(called) or ""):
            texts.append(" ".join(view.source.segment(inner).split()))
            names += [each.id for each in ast.walk(inner) if isinstance(each, ast.Name)]
    bases = _mixins(view)
    return Guards(tuple(texts), tuple(dict.fromkeys((*names, *bases))), bases)


def _mixins(view: View) -> tuple[str, ...]:
    """Return the mixins that may guard a class: they can stand before any other view as well."""
    bases = view.node.bases if isinstance(view.node, ast.ClassDef) else []
    return tuple(base.id for base in bases if _is_mixin(view, base) and isinstance(base, ast.Name))


def _is_mixin(view: View, base: ast.expr) -> bool:
    meaning = view.source.names.meaning(base) or dotted(base)
    return meaning not in _PLAIN_BASES and isinstance(base, ast.Name) and base.id.endswith("Mixin")


def _inside(decorator: ast.expr) -> ast.expr | None:
    """Return the decorator of functions that `method_decorator` is given."""
    is_carrier = isinstance(decorator, ast.Call) and dotted(decorator).rpartition(".")[2] == "method_decorator"
    if not is_carrier or not isinstance(decorator, ast.Call) or not decorator.args:
        return None
    inner = decorator.args[0]
    return None if isinstance(inner, ast.List | ast.Tuple) else inner


def _is_dispatch(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "dispatch"


def _other_guards(view: View, node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for base in node.bases:
        is_plain = (view.source.names.meaning(base) or dotted(base)) in _PLAIN_BASES
        if not is_plain and not _is_mixin(view, base):
            yield base.lineno, f"has the base {dotted(base)}, which may guard it"
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "dispatch" and not _hands_on(each):
            yield each.lineno, "does more in dispatch than hand on"
        elif isinstance(each, ast.FunctionDef) and each.name in ("setup", "test_func", "has_permission"):
            yield each.lineno, f"has {each.name}, which may guard it"
        elif isinstance(each, ast.Assign) and any(
            dotted(target).endswith(("_classes", "permission_required")) for target in each.targets
        ):
            yield each.lineno, f"has {dotted(each.targets[0])} of its own"


def _hands_on(function: ast.FunctionDef) -> bool:
    """Whether a function only returns what its base does."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    match body:
        case [ast.Return(value=ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")))))]:
            return True
    return False
