"""Databases of Django: whoever asks a connection for a cursor uses the server behind it, whoever connected first."""

from __future__ import annotations

from typing import Any

from impact.recording.adapting import Adaptations
from impact.recording.credit import Credit
from impact.recording.patching import Patches

_SERVERS = {"mysql": ("mysqlclient", 3306), "postgresql": ("psycopg", 5432), "oracle": ("oracledb", 1521)}
"""By vendor: the client library, which talks to the server in C, and the port where none is set."""


def adapt(credit: Credit, patches: Patches) -> Adaptations:
    """Return what to do with `django.db.backends.base.base`."""

    def preparing(original: Any) -> Any:
        def _prepare_cursor(connection: Any, *arguments: Any, **named: Any) -> Any:
            __tracebackhide__ = True
            known = _SERVERS.get(connection.vendor)
            if known is not None:
                settings = connection.settings_dict
                host, port = str(settings.get("HOST") or ""), settings.get("PORT") or known[1]
                if not host.startswith("/"):  # else it is a socket of this machine
                    credit.use_service(host, int(port), known[0])
                else:
                    credit.use_service("", known[1], known[0])
            return original(connection, *arguments, **named)

        return _prepare_cursor

    return {
        "django.db.backends.base.base": lambda module: patches.wrap(
            module, "BaseDatabaseWrapper._prepare_cursor", preparing
        )
    }
