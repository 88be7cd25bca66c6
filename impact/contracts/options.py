"""Reading the options of a contract: texts, lists and numbers as INI and TOML hand them over, or a message why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from impact.contracts.errors import ContractMisconfigured
from impact.contracts.expressions import check_expression

Options = Mapping[str, Any]
"""The options of one contract, read: by name, each with the type that its reader returns."""

T = TypeVar("T")
REQUIRED = object()
"""The default of an option that must be given."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a type of contract. `read` returns its value, or raises ContractMisconfigured."""

    name: str
    read: Callable[[object], object]
    default: object = REQUIRED


def text(raw: object) -> str:
    """Return a single value."""
    if isinstance(raw, (list, dict)):
        raise ContractMisconfigured("one value is expected, several are given.")
    return str(raw)


def lines(raw: object) -> str:
    """Return a text that may go over several lines."""
    return "\n".join(map(str, raw)) if isinstance(raw, list) else str(raw)


def boolean(raw: object) -> bool:
    """Return whether the value is true."""
    word = text(raw).lower()
    if word not in ("true", "false"):
        raise ContractMisconfigured(f"'{raw}' is neither true nor false.")
    return word == "true"


def number(raw: object) -> int:
    """Return a number of 0 or more."""
    try:
        found = int(text(raw))
    except ValueError:
        raise ContractMisconfigured(f"'{raw}' is no whole number.") from None
    if found < 0:
        raise ContractMisconfigured(f"{found} is less than 0.")
    return found


def one_of(*words: str) -> Callable[[object], str]:
    """Return a reader of one of these words."""

    def read(raw: object) -> str:
        word = text(raw).strip() or words[0]
        if word not in words:
            raise ContractMisconfigured(f"'{word}' is none of {', '.join(words)}.{did_you_mean(word, words)}")
        return word

    return read


def several(read_one: Callable[[object], T]) -> Callable[[object], list[T]]:
    """Return a reader of a list; a single value is a list of one, and blank lines count for nothing."""

    def read(raw: object) -> list[T]:
        items = list(raw) if isinstance(raw, (list, tuple)) else [raw]
        return [read_one(item) for item in items if not (isinstance(item, str) and not item.strip())]

    return read


def expression(raw: object) -> str:
    """Return an expression for modules."""
    return check_expression(text(raw).strip())


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return a hint at the nearest of some words, or nothing."""
    from difflib import get_close_matches  # takes milliseconds to import, and is needed for mistakes only

    near = get_close_matches(word, list(words), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def read_options(given: Mapping[str, object], known: Iterable[Option]) -> Options:
    """Return the value of each known option; raises ContractMisconfigured that names every wrong one."""
    table = {option.name: option for option in known}
    values: dict[str, object] = {}
    faults = []
    for name, option in table.items():
        if name not in given:
            values[name] = None if option.default is REQUIRED else option.default
            if option.default is REQUIRED:
                faults.append(f"{name}: it is required.")
            continue
        try:
            values[name] = option.read(given[name])
        except ContractMisconfigured as fault:
            faults.append(f"{name}: {fault}")
    for name in sorted(set(given) - set(table)):
        faults.append(f"{name}: there is no such option.{did_you_mean(name, table)}")
    if faults:
        raise ContractMisconfigured(" ".join(faults))
    return values
