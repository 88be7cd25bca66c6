"""Which connections count as services, whose they are, and who goes on using them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from impact.model import SERVED
from impact.recording import connections
from impact.recording.connections import Connections, place_of


class Heard:
    """What was booked, and the handlers called as the interpreter would call them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.booked: list[tuple[str, str]] = []
        self.connections = Connections(lambda place, client: self.booked.append((place, client)))
        monkeypatch.setattr(self.connections, "_range", (60_000, 60_010))  # so that free ports are no given ones

    def hear(self, event: str, *arguments: Any) -> None:
        """Stand where the audit hook stands."""
        self.connections.handlers[event](arguments)

    def connect(self, sock: socket.socket, address: Any) -> None:
        self.hear("socket.connect", sock, address)
        sock.connect(address)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(monkeypatch)


@pytest.fixture
def server() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def echo() -> None:
            with contextlib.suppress(OSError), listening.accept()[0] as talking:
                while received := talking.recv(100):
                    talking.sendall(received)

        threading.Thread(target=echo, daemon=True).start()
        yield listening.getsockname()


def test_a_connection_is_booked_with_host_and_port(heard: Heard, server: tuple[str, int]) -> None:
    with socket.socket() as sock:
        heard.connect(sock, server)
    assert heard.booked == [(f"localhost:{server[1]}", "socket")]


def test_who_sends_through_an_open_connection_uses_it(heard: Heard, server: tuple[str, int]) -> None:
    with socket.socket() as sock:
        heard.connect(sock, server)
        heard.booked.clear()
        sock.sendall(b"one")
        assert sock.recv(10) == b"one"
        assert isinstance(sock, socket.socket)
        assert type(sock).__name__ == "socket"
        assert heard.booked == [(f"localhost:{server[1]}", "socket")]
        heard.connections.close()
        sock.sendall(b"two")
        assert len(heard.booked) == 1


def test_an_encrypted_socket_takes_the_connection_over(heard: Heard, server: tuple[str, int]) -> None:
    with socket.socket() as sock:
        heard.connect(sock, server)
        wrapped = ssl.create_default_context().wrap_socket(
            sock, server_hostname="localhost", do_handshake_on_connect=False
        )
        heard.connections.hand_on(sock, wrapped)
        heard.booked.clear()
        with wrapped, contextlib.suppress(OSError):
            wrapped.write(b"one")
    assert heard.booked == [(f"localhost:{server[1]}", "socket")]


def test_a_server_of_the_tests_is_no_service(heard: Heard) -> None:
    with socket.socket() as listening, socket.socket() as sock:
        heard.hear("socket.bind", listening, ("127.0.0.1", 0))
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        heard.connect(sock, listening.getsockname())
    assert heard.booked == []


def test_a_fixed_port_that_the_tests_serve_is_told(heard: Heard) -> None:
    with socket.socket() as listening:
        heard.hear("socket.bind", listening, ("0.0.0.0", 8765))
    assert heard.booked == [("localhost:8765", SERVED)]


def test_a_port_that_the_system_gave_is_any(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heard.connections, "_range", (1, 65535))
    heard.hear("socket.connect", socket.socket(), ("127.0.0.1", 40000))
    assert heard.booked == [("localhost:any", "socket")]


def test_datagrams_and_sockets_of_the_temporary_folder_are_none(heard: Heard) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        heard.hear("socket.connect", sock, ("8.8.8.8", 80))
    with socket.socket(socket.AF_UNIX) as sock:
        heard.hear("socket.connect", sock, f"{connections.tempfile.gettempdir()}/a")
        assert heard.booked == []
        heard.hear("socket.connect", sock, "/run/mysqld/mysqld.sock")
    assert heard.booked == [("unix:/run/mysqld/mysqld.sock", "socket")]


def test_a_host_has_the_name_under_which_it_was_looked_up(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"mysql80": "10.1.1.1", "other": "10.1.1.2"}
    monkeypatch.setattr(connections, "_addresses", lambda name, port: {told[name]})
    heard.hear("socket.getaddrinfo", "mysql80", 3306, 0, 0, 0)
    heard.hear("socket.connect", socket.socket(), ("10.1.1.1", 3306))
    heard.hear("socket.getaddrinfo", "other", "3306", 0, 0, 0)
    heard.hear("socket.connect", socket.socket(), ("10.1.1.2", 3306))
    heard.hear("socket.connect", socket.socket(), ("10.1.1.3", 3306))
    assert [place for place, _ in heard.booked] == ["mysql80:3306", "other:3306", "10.1.1.3:3306"]


def test_a_client_is_named_by_the_module_nearest_to_the_socket(heard: Heard) -> None:
    space = {"__name__": "redis.connection", "hear": lambda *given: heard.hear("socket.connect", *given)}
    exec("def connect(*given): hear(*given)", space)
    space["connect"](socket.socket(), ("cache", 6379))  # type: ignore[operator]
    carrier = {"__name__": "urllib3.connection", "inner": space["hear"]}
    exec("def connect(*given): inner(*given)", carrier)
    outer = {"__name__": "elastic_transport._node", "connect": carrier["connect"]}
    exec("def perform(*given): connect(*given)", outer)
    outer["perform"](socket.socket(), ("search", 9200))  # type: ignore[operator]
    assert heard.booked == [("cache:6379", "redis"), ("search:9200", "elasticsearch")]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "0.0.0.0", ""])
def test_this_machine_has_one_name(host: str) -> None:
    assert place_of(host, 80) == "localhost:80"
