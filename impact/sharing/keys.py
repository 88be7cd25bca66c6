"""Under which names maps lie in a store: by root, commit and environment, each part of a run a file of its own.

    ROOT/COMMIT/PLATFORM-ENVIRONMENT-PART.of.PARTS-CONTENT.map

As the last word is the digest of the content, two jobs never write the same name with different contents, and what was
cut off on the way is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from impact.model import DIGEST_BYTES, Environment, digest

COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAME = re.compile(r"([0-9a-f]{24})-([0-9a-f]{24})-(\d{1,4})\.of\.(\d{1,4})-([0-9a-f]{24})\.map")


@dataclass(frozen=True, slots=True)
class Part:
    """One published map: of which platform and environment (by digest), which part of how many, and its content."""

    platform: str
    environment: str
    number: int
    total: int
    content: str

    @property
    def name(self) -> str:
        """The name of the file."""
        return f"{self.platform}-{self.environment}-{self.number}.of.{self.total}-{self.content}.map"

    def is_of(self, environment: Environment) -> bool:
        """Whether it was recorded under this environment."""
        return self.environment == environment.digest

    @classmethod
    def parse(cls, name: str) -> Part | None:
        """Return what a name says; None if it is none: a store may hold anything."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        return cls(found[1], found[2], int(found[3]), int(found[4]), found[5])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which environments are asked for: all of a platform, or one, by digest."""

    platform: str
    environment: str | None = None

    def fits(self, part: Part) -> bool:
        """Whether a published map is asked for."""
        return self.environment == part.environment if self.environment else self.platform == part.platform


def platform_of(environment: Environment) -> str:
    """Return the digest of what can be told of an environment without its test runner: interpreter and platform."""
    facts = dict(environment.facts)
    return digest([facts.get("python", ""), facts.get("platform", "")])


def content_of(path: Path) -> str:
    """Return the digest of a file's content."""
    state = blake2b(digest_size=DIGEST_BYTES)
    with path.open("rb") as stream:
        while portion := stream.read(1 << 20):
            state.update(portion)
    return state.hexdigest()


def is_complete(parts: Iterable[Part]) -> bool:
    """Whether every environment among these parts is there with all its parts."""
    there: dict[tuple[str, int], set[int]] = {}
    for part in parts:
        there.setdefault((part.environment, part.total), set()).add(part.number)
    environments = {environment for environment, _ in there}
    whole = {environment for (environment, total), found in there.items() if found >= set(range(1, total + 1))}
    return environments == whole
