"""Under which of its environments a map is asked, where no test runner tells."""

from __future__ import annotations

import os
from dataclasses import dataclass

from impact.deciding.configuration import Configuration
from impact.errors import EnvironmentUnknown
from impact.interpreter import interpreter_facts
from impact.map.reader import MapReader
from impact.model import Environment


@dataclass(frozen=True, slots=True)
class Situation:
    """The environment that was chosen; `others` are those that would have done as well, by what they differ in."""

    environment: Environment
    others: tuple[str, ...] = ()


def choose_environment(reader: MapReader, configuration: Configuration, asked: str | None = None) -> Situation:
    """Return the environment of this interpreter that was used last, with Django's settings if they are told.

    `asked` is the beginning of a digest, or `name=value` for one of the facts.

    :raises EnvironmentUnknown: if there is none.
    """
    known = sorted(reader.environments(), key=lambda each: (-each[1], each[0].digest))
    here = interpreter_facts()
    found = [environment for environment, _ in known if set(here) <= set(environment.facts)]
    if asked is not None:
        found = [each for each in found if each.digest.startswith(asked) or tuple(asked.split("=", 1)) in each.facts]
    if not found:
        wanted = ", ".join(value for _, value in here) + (f" with {asked}" if asked else "")
        raise EnvironmentUnknown(wanted, tuple(describe(each) for each, _ in known))
    settings = os.environ.get("DJANGO_SETTINGS_MODULE") or configuration.settings_module
    fitting = [each for each in found if ("settings", settings) in each.facts]
    chosen, *others = fitting or found
    return Situation(chosen, tuple(_difference(chosen, each) for each in others))


def describe(environment: Environment) -> str:
    """Name an environment by the beginning of its digest and what it consists of."""
    facts = ", ".join(f"{name} {value}" for name, value in environment.facts if value)
    return f"{environment.digest[:8]} ({facts or 'no facts'})"


def _difference(chosen: Environment, other: Environment) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in sorted({*other.facts} - {*chosen.facts}) if value)
    return f"{other.digest[:8]} ({facts or 'without ' + ', '.join(n for n, _ in {*chosen.facts} - {*other.facts})})"
