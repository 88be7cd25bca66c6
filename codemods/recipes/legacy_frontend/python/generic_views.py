"""The names that Django's generic views make up: `MODEL_list.html` and its like, in the folder of the application."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.references import ANY, Texts

_SUFFIXES = {
    "ListView": "_list",
    "DetailView": "_detail",
    "CreateView": "_form",
    "UpdateView": "_form",
    "DeleteView": "_confirm_delete",
    "ArchiveIndexView": "_archive",
    "YearArchiveView": "_archive_year",
    "MonthArchiveView": "_archive_month",
    "WeekArchiveView": "_archive_week",
    "DayArchiveView": "_archive_day",
    "TodayArchiveView": "_archive_day",
    "DateDetailView": "_detail",
}
"""What Django appends to the name of the model (`django.views.generic`, `template_name_suffix` of each)."""
_OTHERS = ("APIView", "ViewSet", "Serializer", "Form", "Admin", "Inline", "Factory")
"""Classes that have a model as generic views do, and render nothing by its name."""


def implied_by_class(node: ast.ClassDef) -> Texts:
    """Return what instances of a class may render without naming it; nothing where the class names its template."""
    told = {
        target.id: each.value
        for each in node.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    return _implied([dotted(base).rpartition(".")[2] for base in node.bases], told)


def implied_by_call(node: ast.Call) -> Texts:
    """Return what `ListView.as_view(model=...)` may render."""
    view = dotted(node).removesuffix(".as_view").rpartition(".")[2]
    if view not in _SUFFIXES:
        return frozenset()
    return _implied([view], {each.arg: each.value for each in node.keywords if each.arg})


def _implied(bases: Sequence[str], told: Mapping[str, ast.expr]) -> Texts:
    if "template_name" in told:
        return frozenset()
    own = told.get("template_name_suffix")
    suffixes = {_SUFFIXES[base] for base in bases if base in _SUFFIXES}
    if isinstance(own, ast.Constant):
        suffixes = {str(own.value)}
    model = _model(told)
    if not suffixes and model and bases and not any(base.endswith(_OTHERS) for base in bases):
        suffixes = set(_SUFFIXES.values())  # a base of another module may be any of them
    return frozenset(f"{ANY}/{model}{each}.html" if model else f"{ANY}{each}.html" for each in suffixes)


def _model(told: Mapping[str, ast.expr]) -> str:
    """Return the model's name as it stands in names of templates; "" where another class has it."""
    model = told.get("model")
    if isinstance(model, ast.Constant):
        return str(model.value).rpartition(".")[2].lower()
    if model is not None:
        return dotted(model).rpartition(".")[2].lower()
    query = told.get("queryset")
    names = {each.value for each in ast.walk(query) if isinstance(each, ast.Attribute)} if query is not None else set()
    found = [dotted(each).rpartition(".")[2] for each in names if isinstance(each, ast.Name | ast.Attribute)]
    return next((name.lower() for name in sorted(found) if name[:1].isupper()), "")
