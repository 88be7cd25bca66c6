"""The module of toggles that an application gets, or that takes up one more toggle."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from codemods.recipes.legacy_frontend.redirect.address import Address
from codemods.recipes.legacy_frontend.redirect.model import Called, Wanted
from codemods.recipes.legacy_frontend.redirect.toggles import Kind

_WIDTH = 112


@dataclass(frozen=True, slots=True)
class Toggle:
    """All that the text of one toggle takes.

    - `setting`: the expression that reads the setting, and is false or None where it is not set;
    - `guards`: conditions on the request, besides the toggle's own.
    """

    wanted: Wanted
    names: Called
    kind: Kind
    address: Address
    setting: str
    guards: tuple[str, ...]


def body_of(toggle: Toggle) -> str:
    """Return the toggle with its annotation (OEP-17), and the two functions that a view asks."""
    names, kind = toggle.names, toggle.kind
    definition = kind.said(kind.definition, names)
    parts = [f"{_annotation(toggle)}{definition}", "", ""] if definition else []
    should = [
        f"def {names.should}(request):",
        f'    """Return whether this request goes to the micro-frontend, not to the legacy page {names.page}."""',
        *_conditions(toggle),
    ]
    if not definition:
        should.insert(0, _annotation(toggle).rstrip("\n"))
    return "\n".join([*parts, *should, "", "", *toggle.address.lines(toggle.wanted.setting)]) + "\n"


def _annotation(toggle: Toggle) -> str:
    """Return the comment that the tools of OEP-17 read."""
    wanted, names = toggle.wanted, toggle.names
    who = " Global staff stay on the legacy page." if wanted.staff_stay else ""
    facts = [
        ("name", toggle.kind.said(toggle.kind.operators, names)),
        ("implementation", toggle.kind.implementation),
        ("default", "False"),
        (
            "description",
            f"Sends visitors of the legacy page {names.page} to the micro-frontend at settings.{wanted.setting}.{who}",
        ),
        ("warning", f"Without settings.{wanted.setting} nobody is sent, whatever the toggle says."),
        ("use_cases", "temporary, open_edx"),
        ("creation_date", wanted.created),
        ("target_removal_date", wanted.ends),
    ]
    lines: list[str] = []
    for name, fact in facts:
        lines += textwrap.wrap(
            f"# .. toggle_{name}: {fact}",
            _WIDTH,
            subsequent_indent="#   ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines) + "\n"


def _conditions(toggle: Toggle) -> list[str]:
    terms = [*toggle.guards, toggle.setting, toggle.kind.said(toggle.kind.condition, toggle.names)]
    if toggle.wanted.staff_stay:
        terms.append("not request.user.is_staff")
    first, *rest = terms
    return ["    return bool(", f"        {first}", *(f"        and {term}" for term in rest), "    )"]


def imports_of(toggle: Toggle) -> list[tuple[str, str]]:
    """Return what the text takes, as pairs of module and name; "" for the module of a plain import."""
    wanted = [("django.conf", "settings")]
    if toggle.kind.imported is not None:
        wanted.append(toggle.kind.imported)
    if toggle.address.quote is not None:
        wanted.append(toggle.address.quote)
    return wanted


def new_module(toggle: Toggle) -> str:
    """Return the text of a module that has this toggle alone."""
    title = toggle.names.application or "this site"
    standard = [each for each in imports_of(toggle) if each[0].startswith("urllib")]
    others = sorted((each for each in imports_of(toggle) if each not in standard), key=lambda each: each[0] or each[1])
    groups = ["\n".join(_line(*each) for each in group) for group in (standard, others) if group]
    return (
        f'"""Toggles of {title}."""\n\n'
        + "\n\n".join(groups)
        + f"\n\n{'' if toggle.kind.definition else chr(10)}{body_of(toggle)}"
    )


def _line(module: str, name: str) -> str:
    return f"from {module} import {name}" if module else f"import {name}"
