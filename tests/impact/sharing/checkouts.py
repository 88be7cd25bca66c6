"""Small git checkouts with maps, for the tests of sharing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from impact.interpreter import interpreter_facts
from impact.map.reader import MapReader
from impact.map.writer import MapWriter
from impact.model import Batch, Environment, Record
from tests.impact.map.samples import claim, record

HERE = Environment(interpreter_facts())
ELSEWHERE = Environment((("python", "CPython 2.7"), ("platform", "amiga")))
_IDENTITY = {f"GIT_{who}_{what}": "someone" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")} | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    ended = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **_IDENTITY}, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


def commit(folder: Path, title: str) -> str:
    """Commit everything, and be it nothing; return the id."""
    if not (folder / ".git").exists():
        folder.mkdir(exist_ok=True)
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", title)
    return git(folder, "rev-parse", "HEAD")


def observe(map_path: Path, *tests: str, environment: Environment = HERE) -> Path:
    """Write passes of these tests into a map."""
    records: tuple[Record, ...] = tuple(record(test, claim(f="1")) for test in tests)
    with MapWriter(map_path) as writer:
        writer.write(Batch(environment, records))
    return map_path


def recorded_in(map_path: Path, environment: Environment = HERE) -> set[str]:
    """Return the tests that a map has records of."""
    with MapReader(map_path) as reader:
        return {each.test for each in reader.records(environment.digest)}
