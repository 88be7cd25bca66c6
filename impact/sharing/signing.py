"""Vouching for the files that a merged map speaks of: what is as it says need not be read again at each start."""

from __future__ import annotations

from pathlib import Path

from impact.map.writer import MapWriter
from impact.model import Kind, Signature
from impact.recording.territory import Territory
from impact.tree import look, look_at_folder


def sign(writer: MapWriter, root: Path) -> int:
    """Look once at each file and folder that has no signature in the map; return how many got one.

    Signatures of other machines are never taken over, so that after a merge most have none.
    """
    path_of = Territory(root).path
    found: dict[int, Signature] = {}
    for number, dependency, content in writer.unsigned():
        path = path_of(dependency.place)
        sighting = look_at_folder(path) if dependency.kind is Kind.DIRECTORY else look(path)
        if sighting.content == content and sighting.signature is not None:
            found[number] = sighting.signature
    writer.sign(found)
    return len(found)
