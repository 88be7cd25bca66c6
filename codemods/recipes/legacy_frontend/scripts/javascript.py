"""JavaScript: AMD's `define` and `require`, RequireJS's plugins and paths, and every string that names a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from codemods.adapters.javascript import Script, read_script
from codemods.recipes.legacy_frontend.graph.model import Opaque
from codemods.recipes.legacy_frontend.references import Parsed, Reference, Wanted, mention

_LOADERS = frozenset({"define", "require", "requirejs", "RequireJS.define", "RequireJS.require", "RequireJS.requirejs"})
_MOST_ERRORS = 3


@dataclass(frozen=True, slots=True)
class ParsedScript:
    """What a script refers to, and how it maps names of modules to paths."""

    parsed: Parsed
    paths: Mapping[str, str] = field(default_factory=dict)


def parse_javascript(path: str, text: str, line: int = 1) -> ParsedScript:
    """Parse a script, or a piece of a template that begins at a line.

    :raises LibraryMissing: without tree-sitter.
    """
    script = read_script(text)
    shift = line - 1
    references = tuple(_references(script, shift))
    opaque = tuple(
        Opaque(path, each + shift, "tree-sitter can't read this piece of JavaScript")
        for each in script.errors[:_MOST_ERRORS]
    )
    return ParsedScript(Parsed(references, opaque), script.paths)


def _references(script: Script, shift: int) -> Iterator[Reference]:
    taken: set[str] = set()
    for call in script.calls:
        if call.name in _LOADERS or call.name.endswith((".require", ".requirejs")):
            # define(name, [modules], function), define([modules], ...), require([modules], ...), require("module")
            is_named = (
                call.name.endswith("define") and len(call.lists) > 1 and len(call.lists[0]) == 1 and call.lists[1]
            )
            modules = call.lists[1] if is_named else call.lists[0] if call.lists else ()
            taken.update(modules)
            yield from (
                Reference("amd", Wanted.MODULE, frozenset({each}), call.line + shift) for each in modules if each
            )
    for name, target in script.paths.items():
        yield Reference("amd path", Wanted.MODULE, frozenset({target}), 1 + shift, name)
    for text, line in script.strings:
        if text not in taken:
            found = mention([text], line + shift)
            if found is not None:
                yield found
