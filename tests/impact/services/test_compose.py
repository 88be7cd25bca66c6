"""The adapter to Docker Compose: which containers answer at the places that tests connect to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.services.compose import ComposeUnreadable, find_file, match, read_containers
from impact.services.needed import NeededService

FILE = """
services:
  mysql80:
    image: "registry.example/mysql:8.0"
    hostname: edx.devstack.mysql80
  cache:
    image: redis:7
    ports: ["127.0.0.1:${REDIS_PORT:-7000}:6379"]
    profiles: [caching, everything]
  search:
    image: docker.elastic.co/elasticsearch/elasticsearch:8.1
    profiles: [search]
    networks:
      default:
        aliases: [elastic.local]
  web:
    build: .
    ports: [{target: 80, published: "8000-8002"}]
  worker:
"""


def service(place: str, name: str = "") -> NeededService:
    host, _, port = place.rpartition(":")
    return NeededService(place, host, int(port) if port.isdecimal() else None, name, ("client",), ("t.py::t",))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "compose.yml").write_text(FILE)
    return tmp_path / "compose.yml"


@pytest.mark.parametrize(
    ("needed", "found"),
    [
        (service("mysql80:3306"), "mysql80"),
        (service("edx.devstack.mysql80:3306"), "mysql80"),
        (service("elastic.local:9200"), "search"),
        (service("localhost:7000"), "cache"),
        (service("localhost:8001"), "web"),
        (service("10.0.0.7:3306", "mysql"), "mysql80"),
        (service("localhost:6379", "redis"), "cache"),
        (service("unix:/run/mysqld/mysqld.sock", "mysql"), "mysql80"),
    ],
)
def test_a_service_is_found_by_name_by_port_or_by_image(path: Path, needed: NeededService, found: str) -> None:
    matched = match([needed], read_containers(path, {}))
    assert [each.name for each in matched.containers] == [found]
    assert matched.unmatched == ()


def test_a_variable_may_move_a_port(path: Path) -> None:
    matched = match([service("localhost:7000")], read_containers(path, {"REDIS_PORT": "7001"}))
    assert [each.place for each in matched.unmatched] == ["localhost:7000"]


def test_the_profiles_are_the_first_of_each(path: Path) -> None:
    needed = [service("cache:6379"), service("elastic.local:9200"), service("mysql80:3306")]
    assert match(needed, read_containers(path, {})).profiles == ("caching", "search")


@pytest.mark.parametrize(
    "content", ["", "services: [a]", "services: {a: 3}", "a: [", "- services", "services: &a {b: *c}", b"\xff"]
)
def test_what_is_no_compose_file_is_named_in_one_line(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "compose.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ComposeUnreadable) as caught:
        read_containers(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_nearest_file_upwards_is_meant(path: Path) -> None:
    (path.parent / "a" / "b").mkdir(parents=True)
    assert find_file(path.parent / "a" / "b") == path


@settings(max_examples=30)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
    )
)
def test_no_port_statement_raises(tmp_path_factory: pytest.TempPathFactory, stated: object) -> None:
    path = tmp_path_factory.getbasetemp() / "compose.json"
    path.write_text(json.dumps({"services": {"a": {"ports": [stated], "networks": stated, "profiles": stated}}}))
    assert [each.name for each in read_containers(path, {})] == ["a"]
