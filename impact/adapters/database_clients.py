"""Database clients that connect in C, where Python hears nothing: mysqlclient, psycopg2 and psycopg."""

from __future__ import annotations

import os
from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches

_MYSQL, _POSTGRES = 3306, 5432


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with each of the clients: book the server that `connect` was asked for, or has found."""

    def mysql(original: Any) -> Any:
        def connect(*arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True  # a report shows no frame of ours
            host = named.get("host") or (arguments[0] if arguments else "")
            port = named.get("port") or (arguments[4] if len(arguments) > 4 else _MYSQL)
            credit.use_service(str(host), int(port or _MYSQL), "mysqlclient")
            return original(*arguments, **named)

        return connect

    def postgres(client: str) -> Any:
        def wrap(original: Any) -> Any:
            def connect(*arguments: Any, **named: Any) -> Any:
                __tracebackhide__ = True
                host, port = _asked(arguments, named)
                credit.use_service("" if host.startswith("/") else host, port, client)
                return original(*arguments, **named)

            return connect

        return wrap

    def adapt_mysql(module: Any) -> None:
        for name in ("connect", "Connect", "Connection"):
            patches.wrap(module, name, mysql)

    return {
        "MySQLdb": adapt_mysql,
        "psycopg2": lambda module: patches.wrap(module, "connect", postgres("psycopg2")),
        "psycopg": lambda module: patches.wrap(module, "connect", postgres("psycopg")),
    }


def _asked(arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[str, int]:
    """Return the host and port that libpq is asked for: as keywords, in a string of pairs, in a URL, by variables."""
    from urllib.parse import parse_qs, urlsplit

    text = str((arguments[0] if arguments else None) or named.get("dsn") or named.get("conninfo") or "")
    found: dict[str, Any] = dict(pair.split("=", 1) for pair in text.split() if "=" in pair and "://" not in text)
    if "://" in text:
        url = urlsplit(text)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        place = url.netloc.rpartition("@")[2]
        host, _, port = place.rpartition(":") if place.rpartition(":")[2].isdecimal() else (place, "", "")
        found = {"host": host.strip("[]"), "port": port} | query
    found |= {name: named[name] for name in ("host", "port") if named.get(name)}
    host = str(found.get("host") or os.environ.get("PGHOST", "")).strip("'")
    port = str(found.get("port") or os.environ.get("PGPORT", "")).strip("'")
    return host, int(port) if port.isdecimal() else _POSTGRES
