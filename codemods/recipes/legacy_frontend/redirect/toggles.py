"""The kinds of toggles that a redirect can stand behind, and how to tell which a project uses."""

from __future__ import annotations

from dataclasses import dataclass

from codemods.recipes.legacy_frontend.redirect.model import Called


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of toggle.

    - `name`: what it is called on the command line; `evidence`: what of `Project.has` tells that a project uses it;
    - `imported`: module and name that it takes, if any;
    - `operators`: its name for operators; `implementation`: the word of OEP-17 for it;
    - `definition`: the statement that makes it, "" for none; `condition`: whether it is on.

    In the texts, `{flag}` and `{constant}` are those of `Called`.
    """

    name: str
    evidence: str
    imported: tuple[str, str] | None
    operators: str
    implementation: str
    definition: str
    condition: str

    def said(self, text: str, names: Called) -> str:
        """Return one of the texts with the names put in."""
        return text.format(flag=names.flag, constant=names.constant)


KINDS = (
    Kind(
        "waffle-flag",
        "edx_toggles",
        ("edx_toggles.toggles", "WaffleFlag"),
        "{flag}",
        "WaffleFlag",
        "{constant} = WaffleFlag('{flag}', __name__)",
        "{constant}.is_enabled()",
    ),
    Kind(
        "waffle",
        "waffle",
        ("", "waffle"),
        "{flag}",
        "WaffleFlag",
        "{constant} = '{flag}'",
        "waffle.flag_is_active(request, {constant})",
    ),
    Kind(
        "feature",
        "features",
        None,
        "FEATURES['{constant}']",
        "DjangoSetting",
        "",
        "settings.FEATURES.get('{constant}', False)",
    ),
    Kind("setting", "", None, "{constant}", "DjangoSetting", "", "getattr(settings, '{constant}', False)"),
)
AUTO = "auto"


def kind_for(has: frozenset[str], asked: str) -> Kind:
    """Return the kind that was asked for; for `auto` the first in the list whose evidence the project has."""
    if asked != AUTO:
        return next(kind for kind in KINDS if kind.name == asked)
    return next(kind for kind in KINDS if kind.evidence in has or not kind.evidence)
