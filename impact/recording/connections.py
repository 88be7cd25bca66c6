"""Hearing which services a process connects to, and who goes on using a connection that is open already.

A socket that has connected is followed: its class is replaced by one that differs from it only in telling when
something is sent. So a connection kept in a pool counts for every test that uses it, whichever opened it.
"""

from __future__ import annotations

import socket
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, cast
from weakref import WeakKeyDictionary, WeakSet

from impact.model import SERVED
from impact.recording.clients import CLIENTS, client_of

_SENDING = ("send", "sendall", "sendmsg", "write")
LOCAL = "localhost"
ANY_PORT = "any"
"""Stands for a port that the system gave: it is another one each time."""
_EPHEMERAL = (32768, 60999)
"""What Linux and most others give to who asks for any port; the file below has the machine's own range."""
_RANGE_FILE = "/proc/sys/net/ipv4/ip_local_port_range"
_NAMES_OF_A_PORT = 16

Known = tuple[str, str]
"""The place of a service, and the client that opened the connection."""


class Connections:
    """Tells `book` the place of a service and its client whenever one is connected to, or used. `handlers` hear it."""

    def __init__(self, book: Callable[[str, str], None]) -> None:
        self._book: Callable[[str, str], None] | None = book
        self._followed: WeakKeyDictionary[socket.socket, Known] = WeakKeyDictionary()
        self._bound: WeakSet[socket.socket] = WeakSet()
        self._names: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._resolved: dict[tuple[str, int], str] = {}
        self._classes: dict[type, type] = {}
        self._range = _ephemeral_ports()
        self.handlers: dict[str, Callable[[tuple[Any, ...]], None]] = {
            "socket.connect": self._on_connect,
            "socket.bind": self._on_bind,
            "socket.getaddrinfo": self._on_search,
        }

    def close(self) -> None:
        """Tell nothing more. A second call does nothing."""
        self._book = None

    def used(self, place: str, client: str) -> None:
        """Book a service that somebody uses."""
        if self._book is not None:
            self._book(place, client)

    def used_address(self, host: str, port: int, client: str) -> None:
        """Book a service by its host and port; an empty host is this machine."""
        if not self._is_given(port):
            self.used(place_of(host or LOCAL, port), client)

    def hand_on(self, before: Any, after: Any) -> None:
        """Go on following a connection in another socket that has taken it over."""
        known = self._followed.get(before)
        if known is not None:
            self._follow(after, known)

    def _on_connect(self, arguments: tuple[Any, ...]) -> None:
        sock, address = arguments
        if self._book is None or not _is_stream(sock):
            return
        client = client_of(sys._getframe(1).f_back)
        place = None if client is None else self._place(address, client)
        if place is not None and client is not None:
            self.used(place, client)
            self._follow(sock, (place, client))

    def _on_bind(self, arguments: tuple[Any, ...]) -> None:
        sock, address = arguments
        if self._book is None or not _is_stream(sock) or not isinstance(address, tuple):
            return
        self._bound.add(sock)
        port = address[1]
        if port and not self._is_given(port):
            self._book(place_of(LOCAL, port), SERVED)

    def _on_search(self, arguments: tuple[Any, ...]) -> None:
        host, port = arguments[:2]
        with suppress(TypeError, ValueError):
            names = self._names[int(port)]
            if len(names) < _NAMES_OF_A_PORT and not _is_number(name := _text(host)):
                names[name] = None

    def _place(self, address: Any, client: str) -> str | None:
        """Return the place of a service; None for a server of the tests, or what is no service."""
        if isinstance(address, str | bytes):
            path = _text(address)
            own = path.startswith((tempfile.gettempdir(), "\0")) and client not in CLIENTS.values()
            return None if own or not path else f"unix:{path}"
        if not isinstance(address, tuple) or len(address) < 2:
            return None
        host, port = self._name(_text(address[0]), address[1]), address[1]
        if host != LOCAL:
            return place_of(host, port)
        if any(_port_of(each) == port for each in list(self._bound)):
            return None
        return place_of(host, ANY_PORT if self._is_given(port) and client not in CLIENTS.values() else port)

    def _is_given(self, port: int) -> bool:
        return self._range[0] <= port <= self._range[1]

    def _name(self, host: str, port: int) -> str:
        """Return the name under which the program knows a host: what was last looked up, if that leads to it."""
        if _is_local(host):
            return LOCAL
        known = self._resolved.get((host, port))
        if known is None:
            names = list(self._names.get(port, ()))
            leading = [name for name in names if len(names) == 1 or host in _addresses(name, port)]
            known = self._resolved[host, port] = leading[-1] if leading else host
        return known

    def _follow(self, sock: Any, known: Known) -> None:
        kind = type(sock)
        if kind in self._classes.values():
            self._followed[sock] = known
        elif _is_plain(kind):
            if kind not in self._classes:
                self._classes[kind] = self._telling(kind)
            sock.__class__ = self._classes[kind]
            self._followed[sock] = known

    def _telling(self, kind: type) -> type:
        """Return a class that does all that `kind` does, and tells when something is sent."""

        def telling(real: Any) -> Any:
            def send(sock: Any, *arguments: Any, **named: Any) -> Any:
                known = self._followed.get(sock)
                if known is not None:
                    self.used(*known)
                return real(sock, *arguments, **named)

            send.__name__ = real.__name__
            return send

        members = {name: telling(getattr(kind, name)) for name in _SENDING if hasattr(kind, name)}
        made = type(kind.__name__, (kind,), {"__slots__": (), "__module__": kind.__module__, **members})
        made.__qualname__ = kind.__qualname__
        return made


def place_of(host: str, port: int | str) -> str:
    """Return the place of a service: host and port, the names of this machine taken for one."""
    return f"{LOCAL if _is_local(host) else host}:{port}"


def _is_plain(kind: type) -> bool:
    """Whether sockets of a class may get another one: those of the standard library only."""
    return kind is socket.socket or (kind.__module__ == "ssl" and kind.__name__ == "SSLSocket")


def _is_stream(sock: Any) -> bool:
    return isinstance(sock, socket.socket) and sock.type == socket.SOCK_STREAM


def _is_local(host: str) -> bool:
    if host in ("", LOCAL, "ip6-localhost"):
        return True
    with suppress(ValueError):
        address = ip_address(host.partition("%")[0])
        return address.is_loopback or address.is_unspecified
    return False


def _is_number(host: str) -> bool:
    with suppress(ValueError):
        ip_address(host.partition("%")[0])
        return True
    return host == ""


def _text(value: Any) -> str:
    if isinstance(value, bytes | bytearray):
        return bytes(value).decode("utf-8", "surrogateescape")
    return "" if value is None else str(value)


def _port_of(sock: socket.socket) -> int:
    with suppress(OSError, IndexError, TypeError):
        return int(sock.getsockname()[1])
    return 0


def _addresses(name: str, port: int) -> set[str]:
    with suppress(OSError):
        return {cast("str", found[4][0]) for found in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)}
    return set()


def _ephemeral_ports() -> tuple[int, int]:
    with suppress(OSError, ValueError), open(_RANGE_FILE, encoding="ascii") as stream:
        first, last = map(int, stream.read().split())
        return first, last
    return _EPHEMERAL
