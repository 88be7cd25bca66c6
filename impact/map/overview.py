"""What is in an impact map, in figures."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EnvironmentFigures:
    """One environment: its facts, and how many records were made under it."""

    facts: tuple[tuple[str, str], ...]
    records: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a map; `size` is in bytes, with the write-ahead log; `dependencies` counts by kind."""

    path: str
    version: int
    size: int
    tests: int
    records: int
    claim_sets: int
    claims: int
    sources: int
    dependencies: dict[str, int]
    environments: tuple[EnvironmentFigures, ...]


def survey(connection: sqlite3.Connection, path: Path) -> Overview:
    """Count what is in the map."""

    def count(table: str) -> int:
        number: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return number

    environments = connection.execute(
        "SELECT facts, (SELECT count(*) FROM record WHERE environment_id = environment.id) FROM environment ORDER BY id"
    )
    log = path.with_name(path.name + "-wal")
    return Overview(
        path=str(path),
        version=connection.execute("PRAGMA user_version").fetchone()[0],
        size=sum(each.stat().st_size for each in (path, log) if each.exists()),
        tests=count("test"),
        records=count("record"),
        claim_sets=count("claim_set"),
        claims=count("claim"),
        sources=count("source"),
        dependencies=dict(connection.execute("SELECT kind, count(*) FROM dependency GROUP BY kind ORDER BY kind")),
        environments=tuple(
            EnvironmentFigures(tuple((name, value) for name, value in json.loads(facts)), records)
            for facts, records in environments
        ),
    )
