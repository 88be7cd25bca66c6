"""Import contracts in their files: names with wildcards, expressions, and names told below a container."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.model import Changed, Edit, Left, Unchanged, outcome_of
from codemods.names.dotted import DOTTED, Renames
from codemods.sources.kinds import INI, TOML
from codemods.sources.phrases import Phrases
from codemods.sources.places import Places
from impact.contracts.advice.moving import BELOW_CONTAINERS

_HEADER = {
    INI: re.compile(r"^\[importlinter(?::[^\]\n]*)?\]", re.MULTILINE),
    TOML: re.compile(r"^\[{1,2}tool\.importlinter(?:\.contracts)?\]{1,2}", re.MULTILINE),
}
_NEXT = re.compile(r"^\[", re.MULTILINE)
_LINE = re.compile(r"^(?:(?P<key>\w+)[ \t]*=)?(?P<value>[^#\r\n]*)", re.MULTILINE)
_WORD = re.compile(rf"(?<![\w.]){DOTTED.pattern}(?=(?:\.\*+)*(?![\w.]))")
_TOLD = frozenset({"name", "type", "id", "broken_contract_guidance"})


@dataclass(frozen=True, slots=True)
class _Value:
    """A line of an option, and the words in it."""

    option: str
    start: int
    words: tuple[re.Match[str], ...]


def rename_in_contracts(source: Phrases, outcome: Changed | Unchanged, renames: Renames) -> Changed | Unchanged:
    """Return an outcome with what import contracts in this file say of the old names."""
    if source.form not in _HEADER:
        return outcome
    edits: list[Edit] = list(outcome.edits) if isinstance(outcome, Changed) else []
    left: list[Left] = list(outcome.left)
    places = Places(source.text)
    for start, end in _sections(source):
        lines = range(places.line(start), places.line(max(start, end - 1)) + 1)
        edits = [edit for edit in edits if not start <= edit.start < end]
        left = [each for each in left if each.line not in lines]
        values = list(_values(source.text, start, end))
        containers = [word[0] for value in values if value.option == "containers" for word in value.words]
        for value in values:
            for word in value.words:
                change = _change(word[0], value.option, containers, renames)
                if isinstance(change, str):
                    left.append(Left(places.line(word.start()), change))
                elif change is not None:
                    old, new = change
                    edits.append(Edit(word.start(), word.start() + len(old), new))
    return outcome_of(edits, left)


def _change(word: str, option: str, containers: list[str], renames: Renames) -> tuple[str, str] | str | None:
    """Return what of a word becomes what; or why a person has to look; or None."""
    if option not in BELOW_CONTAINERS or not containers:
        old = renames.old(word)
        return None if old is None else (old, renames.names[old])
    for container in containers:
        old = renames.old(f"{container}.{word}")
        if old is None:
            continue
        if len(old) <= len(container):
            return None  # the container itself moves, and what is below it keeps its name
        new = renames.names[old]
        if len(containers) > 1 or not new.startswith(f"{container}."):
            return f"{word} is told below {' and '.join(containers)}, where {new} has no place"
        return old[len(container) + 1 :], new[len(container) + 1 :]
    return None


def _sections(source: Phrases) -> Iterator[tuple[int, int]]:
    for header in _HEADER[source.form].finditer(source.text):
        after = _NEXT.search(source.text, header.end())
        yield header.end(), after.start() if after else len(source.text)


def _values(text: str, start: int, end: int) -> Iterator[_Value]:
    option = ""
    for line in _LINE.finditer(text, start, end):
        option = line["key"] or option
        if option not in _TOLD and line["value"].strip():
            words = tuple(_WORD.finditer(text, line.start("value"), line.end("value")))
            yield _Value(option, line.start(), words)
