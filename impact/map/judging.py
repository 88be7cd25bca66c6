"""Which claims hold under the content that is in the map."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping

from impact.map.interning import Interner
from impact.map.packing import pack_digest, unpack_digest
from impact.model import Claim, Dependency


def judge(
    connection: sqlite3.Connection,
    interner: Interner,
    changed: Iterable[Dependency],
    holding: Mapping[Dependency, Iterable[str]],
) -> None:
    """Mark which claims in the map hold under the new content of what has changed; unknown ones do not."""
    owners = {dependency: interner.dependencies[dependency][0] for dependency in changed}
    connection.executemany(
        "UPDATE claim SET holds = 0 WHERE dependency_id = ? AND holds = 1", [(owner,) for owner in owners.values()]
    )
    connection.executemany(
        "UPDATE claim SET holds = 1 WHERE dependency_id = ? AND digest = ?",
        [
            (owner, pack_digest(digest))
            for dependency, owner in owners.items()
            for digest in holding.get(dependency, ())
        ],
    )


def confirm(connection: sqlite3.Connection, claims: Mapping[str, Claim], sighted: Collection[Dependency]) -> None:
    """Mark claims as holding: they were just observed under the content that is now in the map."""
    unheld = connection.execute("SELECT id, digest FROM claim WHERE holds = 0").fetchall()
    observed = ((identity, claims.get(unpack_digest(digest))) for identity, digest in unheld)
    connection.executemany(
        "UPDATE claim SET holds = 1 WHERE id = ?",
        [(identity,) for identity, claim in observed if claim is not None and claim.dependency in sighted],
    )
