"""Which client library opens a connection, as the frames of the stack tell."""

from __future__ import annotations

import sys
from types import FrameType

CLIENTS = {
    "MySQLdb": "mysqlclient",
    "aiomysql": "aiomysql",
    "asyncpg": "asyncpg",
    "boto3": "boto3",
    "botocore": "boto3",
    "cassandra": "cassandra-driver",
    "clickhouse_connect": "clickhouse-connect",
    "elastic_transport": "elasticsearch",
    "elasticsearch": "elasticsearch",
    "kafka": "kafka-python",
    "ldap3": "ldap3",
    "meilisearch": "meilisearch",
    "memcache": "python-memcached",
    "mysql": "mysql-connector-python",
    "nats": "nats-py",
    "opensearchpy": "opensearch-py",
    "pika": "pika",
    "amqp": "amqp",
    "psycopg": "psycopg",
    "psycopg2": "psycopg2",
    "pylibmc": "pylibmc",
    "pymemcache": "pymemcache",
    "pymongo": "pymongo",
    "pymysql": "PyMySQL",
    "redis": "redis",
    "typesense": "typesense",
    "valkey": "valkey",
}
"""Client libraries of services, by the top-level module that stands nearest to the socket."""

_CARRIERS = frozenset(
    "socket ssl asyncio selectors http urllib urllib3 httpcore h11 h2 anyio trio sniffio concurrent threading"
    " contextlib functools gevent eventlet tenacity impact".split()
)
"""Modules that connect on behalf of their callers."""
_TOOLS = frozenset("pydevd _pydevd_bundle _pydev_bundle debugpy pdb bdb execnet xdist rpdb remote_pdb".split())
"""What connects for the person at the keyboard, or for pytest itself."""
_DEEPEST = 200
OWN_CODE = "socket"
"""What is said of a connection that is opened by the project's own code."""


def client_of(frame: FrameType | None) -> str | None:
    """Return the name of the distribution that connects; None where a tool stands nearest to the socket."""
    nearest = ""
    for _ in range(_DEEPEST):
        if frame is None:
            break
        top = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if top in CLIENTS:
            return CLIENTS[top]
        if top in _TOOLS:  # also at the bottom of every worker's stack: what runs above it is the tests' own
            return nearest or None
        if not nearest and top not in _CARRIERS:
            nearest = _name(top, frame.f_code.co_filename)
        frame = frame.f_back
    return nearest or OWN_CODE


def _name(top: str, filename: str) -> str:
    installed = "site-packages" in filename or "dist-packages" in filename
    return top if installed or top in sys.stdlib_module_names else OWN_CODE
