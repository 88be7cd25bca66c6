"""The adapter to Docker Compose: which of the services in its file answer at the places that tests connect to.

The format is that of the Compose specification (https://github.com/compose-spec/compose-spec/blob/main/05-services.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impact.errors import ImpactError
from impact.recording.connections import LOCAL
from impact.services.catalogue import CATALOGUE
from impact.services.needed import NeededService

FILES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The names that Compose looks for, in its order."""
_LARGEST = 5_000_000
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?:(:?[-])([^}]*))?[^}]*\})")


class ComposeUnreadable(ImpactError):
    """The Compose file at `path` can't be read, or is none."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} can't be read as a Compose file: {reason}. Name another with --compose FILE.")
        self.path, self.reason = path, reason


@dataclass(frozen=True, slots=True)
class Container:
    """One service of the file: its names in the network, the image, ports on this machine by ports inside."""

    name: str
    names: frozenset[str]
    image: str
    published: frozenset[int]
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What must be started. `unmatched` are the services for which the file has nothing."""

    containers: tuple[Container, ...]
    unmatched: tuple[NeededService, ...]

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles to switch on, the first of each container."""
        return tuple(sorted({each.profiles[0] for each in self.containers if each.profiles}))


def find_file(folder: Path) -> Path:
    """Return the Compose file of a folder, or of the nearest one above it.

    :raises ComposeUnreadable: where there is none.
    """
    for each in (folder, *folder.parents):
        for name in FILES:
            if (each / name).is_file():
                return each / name
    raise ComposeUnreadable(folder / FILES[0], "there is no such file, here or above")


def read_containers(path: Path, variables: Mapping[str, str] = os.environ) -> list[Container]:
    """Return the services of a file.

    :raises ComposeUnreadable: if it is missing, too large, no YAML, or has no services.
    """
    import yaml

    try:
        if path.stat().st_size > _LARGEST:
            raise ComposeUnreadable(path, "it is larger than 5 MB")
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ComposeUnreadable(path, error.strerror or str(error)) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ComposeUnreadable(path, " ".join(str(error).split())) from error
    services = found.get("services") if isinstance(found, dict) else None
    if not isinstance(services, dict) or not all(isinstance(each, dict | None) for each in services.values()):
        raise ComposeUnreadable(path, "it has no mapping of services")
    return [_container(str(name), stated or {}, variables) for name, stated in services.items()]


def match(needed: Iterable[NeededService], containers: Iterable[Container]) -> Match:
    """Find the container of each service: by its name in the network, by its port here, or by its image."""
    known = list(containers)
    found: dict[str, Container] = {}
    unmatched = []
    for service in needed:
        ways = (
            [each for each in known if service.host in each.names],
            [each for each in known if service.host == LOCAL and service.port in each.published],
            [each for each in known if _has_image_of(each, service)],
        )
        chosen = next(filter(None, ways), [])
        if not chosen:
            unmatched.append(service)
        found.update((each.name, each) for each in chosen)
    return Match(tuple(found[name] for name in sorted(found)), tuple(unmatched))


def _has_image_of(container: Container, service: NeededService) -> bool:
    kind = next((each for each in CATALOGUE if each.name == service.name), None)
    image = container.image.rpartition("/")[2]
    return kind is not None and any(word in image for word in kind.images)


def _container(name: str, stated: dict[str, Any], variables: Mapping[str, str]) -> Container:
    networks = stated.get("networks")
    nested = networks.values() if isinstance(networks, dict) else ()
    aliases = [alias for each in nested if isinstance(each, dict) for alias in _list(each.get("aliases"))]
    names = [name, stated.get("container_name"), stated.get("hostname"), *aliases]
    ports = {port for each in _list(stated.get("ports")) for port in _published(each, variables)}
    return Container(
        name=name,
        names=frozenset(_filled(str(each), variables) for each in names if each),
        image=_filled(str(stated.get("image") or ""), variables),
        published=frozenset(ports),
        profiles=tuple(str(each) for each in _list(stated.get("profiles"))),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _published(stated: Any, variables: Mapping[str, str]) -> Iterable[int]:
    """Return the ports on this machine: of "8080:80", "127.0.0.1:8080:80/tcp", "8000-8010:80-90", or of a mapping."""
    text = str(stated.get("published") or "") if isinstance(stated, dict) else str(stated)
    text = _filled(text, variables).partition("/")[0]
    if not isinstance(stated, dict):
        text = text.split(":")[-2] if ":" in text else ""
    first, _, last = text.partition("-")
    if not first.isdecimal():
        return ()
    return range(int(first), min(int(last) if last.isdecimal() else int(first), int(first) + 1000) + 1)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    """Put variables in: `$NAME`, `${NAME}`, `${NAME:-otherwise}`."""

    def value(found: re.Match[str]) -> str:
        name, otherwise = found[1] or found[2], found[4] or ""
        given = variables.get(name)
        return otherwise if given is None or (not given and found[3] == ":-") else given

    return _VARIABLE.sub(value, text)
