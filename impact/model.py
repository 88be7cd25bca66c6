"""The values that the rooms of impact hand to each other: dependencies, claims about them, and records of tests.

Those that are hashed by the million are named tuples: the hash and the equality of a data class are Python code.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

DIGEST_BYTES = 12
ABSENT = "absent"
"""The content id of what is not there."""


def digest(parts: Iterable[str]) -> str:
    """Return the fingerprint of a sequence of texts, as 24 hexadecimal digits.

    The parts are separated, so that ("ab", "c") and ("a", "bc") differ.
    """
    ended = "".join([f"{part}\0" for part in parts])
    return hashlib.blake2b(ended.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).hexdigest()


class Kind(StrEnum):
    """What sort of thing a test can depend on."""

    SOURCE = "source"
    """A Python file, known by its blocks and its module level."""
    FILE = "file"
    """Any file, known by its content, or by its absence."""
    DIRECTORY = "directory"
    """A folder, known by the names in it: all of them, or one by one those that were looked for."""
    VARIABLE = "variable"
    """An environment variable, known by its value."""
    DISTRIBUTION = "distribution"
    """An installed distribution, known by its version and the list of its files."""
    CONFIGURATION = "configuration"
    """The settings of a test runner that change how tests behave."""
    TREE = "tree"
    """Everything under the root: the dependency of what could not be recorded."""
    SERVICE = "service"
    """A host and port that the test connects to. What answers there is not looked at: it never differs."""
    ORIGIN = "origin"
    """From what a record was made, if not from a recording of the run: it never differs."""


class Outcome(StrEnum):
    """How a test, or the collection of a test file, ended."""

    PASSED = "passed"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    XPASSED = "xpassed"
    FAILED = "failed"
    UNRUN = "unrun"
    """Collected and never run (left out by `-k`, or after `-x`): it is known, so that it is not forgotten."""

    @property
    def rests(self) -> bool:
        """Whether a test that ended so may be deselected while its claims hold."""
        return self not in (Outcome.FAILED, Outcome.UNRUN)


STEADY = frozenset({Kind.SERVICE, Kind.ORIGIN})
"""Kinds that are said of a test and never change: no test runs because of one."""


class Dependency(NamedTuple):
    """One thing that tests can depend on.

    `place` is a path relative to the root, with forward slashes, or a name where the kind has no path.
    """

    kind: Kind
    place: str


LEVEL = ""
"""The aspect of a source that is its module level; every other aspect is the name of a block."""
WHOLE = "*"
"""The aspect of a dependency that is its whole content."""
SERVED = "?served"
"""The aspect of a service that tells that the tests themselves answer there; every other is a client library."""
SAID = "said"
"""The fingerprint of every aspect of a kind that never changes."""
DOCUMENTATION = "?documentation"
"""The aspect of a source that is its docstrings."""


class Claim(NamedTuple):
    """What a test rests on in one dependency: some of its aspects, each with the fingerprint it had.

    A claim *holds* at present if each of these aspects has the same fingerprint now.
    """

    dependency: Dependency
    facts: frozenset[tuple[str, str]]

    @property
    def digest(self) -> str:
        """The identity of the claim, the same on every machine."""
        texts = [self.dependency.kind.value, self.dependency.place]
        for aspect, fingerprint in sorted(self.facts):
            texts += (aspect, fingerprint)
        return digest(texts)


class ClaimSet(NamedTuple):
    """Claims that several records share: what a module's import, a fixture or a test rests on."""

    claims: frozenset[Claim]

    @property
    def digest(self) -> str:
        """The identity of the set, the same on every machine."""
        return digest(sorted(claim.digest for claim in self.claims))


@dataclass(frozen=True, slots=True)
class Environment:
    """Under what a test ran: interpreter, platform, options that change behaviour, settings module."""

    facts: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """The identity of the environment."""
        return digest(text for fact in self.facts for text in fact)


@dataclass(frozen=True, slots=True)
class Record:
    """One observed run of one test, or of the collection of one test file.

    `test` is the node id; that of a collected file has no `::` in it. `duration` is in seconds.
    """

    test: str
    outcome: Outcome
    duration: float
    claim_sets: frozenset[ClaimSet]

    @property
    def digest(self) -> str:
        """The identity of what was observed, whatever its duration."""
        return digest(
            [self.test, "rests" if self.outcome.rests else "failed", *sorted(each.digest for each in self.claim_sets)]
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """What `stat` says of a file: while it is equal, the content is taken to be the same.

    Times are in nanoseconds. The change time is in it because no program can set it back.
    """

    modified: int
    changed: int
    size: int
    inode: int

    @property
    def text(self) -> str:
        """The numbers as one text, as the map keeps them: some are too large for an integer of SQLite."""
        return signature_text(self.modified, self.changed, self.size, self.inode)


def signature_text(modified: int, changed: int, size: int, inode: int) -> str:
    """Return the text of a signature with these numbers."""
    return f"{modified} {changed} {size} {inode}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """The content of one dependency when it was looked at.

    `content` is a content id, or ABSENT; `signature` is None where it can't vouch for the content.
    """

    content: str
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A parsed source as the map keeps it: the text of its analysis, and by what it is found again.

    `level` is the fingerprint of its module level; `words` are the identifiers that it mentions.
    """

    analysis: str
    level: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written to the map in one transaction.

    - `records`: what was observed.
    - `sightings`: the content under which the claims of the records were made.
    - `analyses`: parsed sources by content id (see impact.source).
    - `holding`: for a dependency whose content is not the one in the map: the digests of those claims in the map
      that hold under the new content. All its other claims in the map are taken not to hold.
    - `gone`: node ids of tests that no longer exist.
    """

    environment: Environment
    records: tuple[Record, ...] = ()
    sightings: dict[Dependency, Sighting] = field(default_factory=dict)
    analyses: dict[str, KeptSource] = field(default_factory=dict)
    holding: dict[Dependency, frozenset[str]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()


def file_of(nodeid: str) -> str:
    """Return the path part of a node id."""
    return nodeid.partition("::")[0]
