"""Choosing places to break: the same ones for the same tree and seed, every kind having its turn."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random

from impact.audit import mutators
from impact.audit.model import Edit, Mutation
from impact.audit.parsed import Parsed

Mutator = Callable[[Parsed], Iterator[Edit]]
_SHOWN = 200
"""How many characters of a piece of source a mutation shows."""


@cache
def shelf() -> Mapping[str, Mutator]:
    """Return the mutators by kind, in the order of their names."""
    names = sorted(entry.name for entry in pkgutil.iter_modules(mutators.__path__))
    return {name.replace("_", " "): importlib.import_module(f"{mutators.__name__}.{name}").find for name in names}


def mutations_of(path: str, source: bytes) -> dict[str, list[Mutation]]:
    """Return by kind all mutations of one source that the shelf knows; none of one that can't be parsed."""
    try:
        parsed = Parsed(source)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found = {kind: [_mutation(path, parsed, kind, edit) for edit in find(parsed)] for kind, find in shelf().items()}
    return {kind: mutations for kind, mutations in found.items() if mutations}


def _mutation(path: str, parsed: Parsed, kind: str, edit: Edit) -> Mutation:
    before = parsed.source[edit.start : edit.end].decode("utf-8")
    return Mutation(path, parsed.line_of(edit.start), kind, before[:_SHOWN], edit.text[:_SHOWN], edit)


def apply(edit: Edit, source: bytes) -> bytes:
    """Return the source with the edit made; every byte elsewhere stays."""
    return source[: edit.start] + edit.text.encode("utf-8") + source[edit.end :]


def breaks(source: bytes, mutated: bytes) -> bool:
    """Whether the mutated source compiles and means something else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(mutated, "<mutant>", "exec", dont_inherit=True)
            return ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError):
        return False


def draw(sources: Mapping[str, int], read: Callable[[str], bytes], seed: int) -> Iterator[Mutation]:
    """Yield mutations without end of turn, each once: larger files more often, rarer kinds first.

    `sources` gives the size of each file by its path. The first N are the same whatever N is.
    """
    random = Random(seed)
    left = {path: size + 1 for path, size in sorted(sources.items())}
    waiting: dict[str, dict[str, list[Mutation]]] = {}
    drawn: Counter[str] = Counter()
    while left:
        [path] = random.choices(list(left), list(left.values()))
        if path not in waiting:
            waiting[path] = mutations_of(path, read(path))
        kinds = waiting[path]
        if not kinds:
            del left[path]
            continue
        rarest = min(drawn[kind] for kind in kinds)
        kind = random.choice([each for each in kinds if drawn[each] == rarest])
        mutation = kinds[kind].pop(random.randrange(len(kinds[kind])))
        if not kinds[kind]:
            del kinds[kind]
        source = read(path)
        if breaks(source, apply(mutation.edit, source)):
            drawn[kind] += 1
            yield mutation
