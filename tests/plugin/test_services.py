"""What tests connect to is recorded, whoever opened the connection, and `impact services` tells the least set."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator

import pytest

from impact.cli import main
from tests.plugin.project import Project


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this process below those that a system gives, at which whatever comes is taken."""
    for number in range(21_000, 32_000):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", number)) as listening:
            threading.Thread(target=lambda: _take(listening), daemon=True).start()
            yield number
            return


def _take(listening: socket.socket) -> None:
    taken = []
    with contextlib.suppress(OSError):
        while True:
            taken.append(listening.accept())  # and not closed: who is connected may go on sending


def files(port: int) -> dict[str, str]:
    return {
        "redis.py": f"""
            import socket
            POOL = []

            def ask():
                if not POOL:
                    POOL.append(socket.create_connection(("localhost", {port})))
                POOL[0].sendall(b"x")
        """,
        "test_pool.py": """
            import redis, pytest, subprocess, sys

            def test_first(): redis.ask()
            def test_second(): redis.ask()
            def test_none(): pass
        """,
        "test_fixture.py": """
            import pytest, redis

            @pytest.fixture(scope="module")
            def connected():
                redis.ask()

            def test_early(): pass
            def test_user(connected): pass
            def test_other_user(connected): pass
        """,
        "test_child.py": """
            import subprocess, sys

            def test_child():
                subprocess.run([sys.executable, "-c", "import redis; redis.ask()"], check=True)
        """,
    }


def ask(project: Project, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, list[str]]:
    assert main(["services", "--format=json", "--root", str(project.root), *words]) == 0
    return {each["place"]: each["tests"] for each in json.loads(capsys.readouterr().out)}


USERS = [
    "test_child.py::test_child",
    "test_fixture.py::test_other_user",
    "test_fixture.py::test_user",
    "test_pool.py::test_first",
    "test_pool.py::test_second",
]


@pytest.mark.parametrize("spread", [(), ("-n2",)], ids=["alone", "workers"])
def test_every_user_of_a_connection_is_known(
    project: Project, port: int, capsys: pytest.CaptureFixture[str], spread: tuple[str, ...]
) -> None:
    project.write(files(port))
    assert project.impacted(*spread).code == 0
    place = f"localhost:{port}"
    assert ask(project, capsys, "--all") == {place: USERS}
    assert ask(project, capsys) == {}
    assert project.impacted().ran == set()
    project.replace("test_pool.py", "def test_second(): redis.ask()", "def test_second(): assert not redis.ask()")
    project.replace("test_pool.py", "def test_none(): pass", "def test_none(): assert True")
    assert ask(project, capsys) == {place: ["test_pool.py::test_second"]}
    assert ask(project, capsys, "--test=test_fixture.py") == {place: USERS[1:3]}


def test_a_server_at_a_fixed_port_that_the_tests_start_is_no_service(
    project: Project, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write(
        {
            "test_own.py": f"""
                import socket, subprocess, sys, time

                SERVE = "import socket; s = socket.create_server(('127.0.0.1', {port + 11})); s.accept()"

                def test_own():
                    with subprocess.Popen([sys.executable, "-c", SERVE]):
                        for _ in range(500):
                            try:
                                return socket.create_connection(("127.0.0.1", {port + 11})).close()
                            except OSError:
                                time.sleep(0.01)
            """
        }
    )
    assert project.impacted().code == 0
    assert ask(project, capsys, "--all") == {}


def test_the_answer_in_words(project: Project, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    project.write(files(port))
    project.impacted()
    command = ["services", "--root", str(project.root)]
    assert main(command) == 0
    assert capsys.readouterr().out == "no service is needed\n"
    assert main([*command, "--all"]) == 0
    assert capsys.readouterr().out == f"redis  localhost:{port}  redis  5 tests\n"
    (project.root / "compose.yml").write_text("services: {cache: {image: 'redis:7', profiles: [caching]}}")
    compose = [*command, "--all", f"--compose={project.root / 'compose.yml'}"]
    assert main([*compose, "--format=names"]) == 0
    assert main([*compose, "--format=profiles"]) == 0
    assert capsys.readouterr().out == "cache\nCOMPOSE_PROFILES=caching\n"
