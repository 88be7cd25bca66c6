"""A codemod as the rest of the house sees it: what its file says, checked once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from codemods.errors import CodemodUnusable, OptionWrong, did_you_mean
from codemods.model import Outcome
from codemods.needles import Needles

if TYPE_CHECKING:
    from codemods.plans.model import Plan
    from codemods.plans.tree import Tree
    from codemods.sources.phrases import Phrases
    from codemods.sources.python import Python

Options = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """What can be set for a codemod; without a `default` it must be. `choices` are all that make sense, if any."""

    name: str
    help: str
    default: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codemod:
    """One codemod.

    Its file holds a docstring (the first line is the `summary`; before and after follow), `OPTIONS` if it takes any,
    `needles(options)`, and at least one of

    - `rewrite(source, options)` for Python, also where it is old or stands in a template,
    - `rewrite_phrases(source, options)` for the strings of templates, settings and documentation,
    - `plan(tree, options)` for one that must see the whole tree first.

    All are pure. Where `is_strict`, a file that it skips is a failure of the run.
    `origin` tells where it was found, in a form that another process finds it by.
    """

    name: str
    origin: str
    summary: str
    doc: str
    options: tuple[Option, ...]
    needles: Callable[[Options], Needles]
    rewrite: Callable[[Python, Options], Outcome] | None = None
    rewrite_phrases: Callable[[Phrases, Options], Outcome] | None = None
    plan: Callable[[Tree, Options], Plan] | None = None
    is_strict: bool = False

    def settle(self, given: Options) -> dict[str, str]:
        """Return the value of each option, from those given or by default; others are not looked at.

        :raises OptionWrong: if one is missing, or is none of the choices.
        """
        settled: dict[str, str] = {}
        for option in self.options:
            value = given.get(option.name, option.default)
            if value is None:
                raise OptionWrong(self.name, option.name, f"it must be given: {option.help}")
            if option.choices and value not in option.choices:
                hint = did_you_mean(value, option.choices)
                raise OptionWrong(self.name, option.name, f"{value!r} is none of {', '.join(option.choices)}.{hint}")
            settled[option.name] = value
        return settled


@dataclass(frozen=True, slots=True)
class Bound:
    """A codemod with its options settled, and the needles that these make."""

    codemod: Codemod
    options: Options
    needles: Needles

    @classmethod
    def to(cls, codemod: Codemod, given: Options) -> Bound:
        """Bind a codemod to what was set.

        :raises OptionWrong: if that makes no sense.
        """
        options = codemod.settle(given)
        return cls(codemod, options, codemod.needles(options))


def _no_needles(options: Options) -> Needles:
    return Needles()


_RUNS = ("rewrite", "rewrite_phrases", "plan")


def from_module(module: ModuleType, name: str, origin: str) -> Codemod:
    """Return the codemod that a module holds.

    :raises CodemodUnusable: if it holds none.
    """
    doc = (module.__doc__ or "").strip()
    if not doc:
        raise CodemodUnusable(origin, "it has no docstring that says what it does, with before and after")
    found: dict[str, Any] = {each: getattr(module, each) for each in _RUNS if callable(getattr(module, each, None))}
    if not found:
        raise CodemodUnusable(origin, f"it has no function {', '.join(_RUNS[:-1])} or {_RUNS[-1]}")
    options = tuple(getattr(module, "OPTIONS", ()))
    if not all(isinstance(option, Option) for option in options):
        raise CodemodUnusable(origin, "OPTIONS must hold codemods.codemod.Option values")
    return Codemod(
        name=name,
        origin=origin,
        summary=doc.partition("\n")[0],
        doc=doc,
        options=options,
        needles=getattr(module, "needles", _no_needles),
        **found,
    )
