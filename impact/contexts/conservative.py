"""What every imported test rests on because contexts can't tell who needs it: all that is no measured source, and more.

How each of these keeps a test from resting wrongly is told in docs/coverage.md.
"""

from __future__ import annotations

import importlib.metadata as metadata
import os
import re
from collections.abc import Callable, Iterable, Iterator

from impact.deciding.configuration import CONFIGURATION
from impact.installed import Installed
from impact.model import ABSENT, SAID, WHOLE, Claim, Dependency, Kind
from impact.recording.reads import variable_id
from impact.source.analysis import Analysis
from impact.tree import listing_id, names_in, read

ORIGIN = "coverage contexts"
_READS_VARIABLES = frozenset({"environ", "getenv"})
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,}")
STARTS_PROGRAMS = frozenset(
    "subprocess Popen check_output check_call multiprocessing Process Pool ProcessPoolExecutor fork forkserver spawn "
    "posix_spawn popen create_subprocess_exec create_subprocess_shell execv execve spawnv".split()
)
"""Who mentions one of these may start a process, of which coverage tells nothing."""


def claims_for_everyone(
    root: str, files: Iterable[str], sources: Iterable[str], analyse: Callable[[str], Analysis | None], configured: str
) -> Iterator[Claim]:
    """Yield claims on files (places that are no measured sources), folders, distributions, variables, configuration."""
    listed = [*files]
    yield Claim(Dependency(Kind.ORIGIN, ORIGIN), frozenset({(WHOLE, SAID)}))
    yield Claim(CONFIGURATION, frozenset({(WHOLE, configured)}))
    for place in listed:
        yield _whole(Kind.FILE, place, read(os.path.join(root, place))[1].content)
    every = [*listed, *(place for place in sources if not place.startswith("../"))]
    for folder in sorted({above for place in every for above in _folders(place)}):
        yield _whole(Kind.DIRECTORY, folder, listing_id(names_in(os.path.join(root, folder))))
    installed = Installed()
    for name in sorted({str(each.name) for each in metadata.distributions() if each.metadata}):
        yield _whole(Kind.DISTRIBUTION, name, installed.identity(name))
    for name in sorted(_variables(filter(None, map(analyse, sources)))):
        value = os.environ.get(name)
        yield _whole(Kind.VARIABLE, name, ABSENT if value is None else variable_id(value))


def _whole(kind: Kind, place: str, content: str) -> Claim:
    return Claim(Dependency(kind, place), frozenset({(WHOLE, content)}))


def _folders(place: str) -> Iterator[str]:
    parts = place.split("/")[:-1]
    for count in range(len(parts) + 1):
        yield "/".join(parts[:count]) or "."


def _variables(analyses: Iterable[Analysis]) -> set[str]:
    """Return the names of variables that sources may read: words in capitals where the environment is read."""
    found: set[str] = set()
    for analysis in analyses:
        mentions = frozenset().union(
            *(each.mentions for each in analysis.blocks), *(each.mentions for each in analysis.statements)
        )
        if not mentions.isdisjoint(_READS_VARIABLES):
            found.update(filter(_VARIABLE.fullmatch, mentions))
    return found
