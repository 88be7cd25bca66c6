"""What is known of services: how they are called, their ports, client libraries and images."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of service. `images` are words in the names of its container images."""

    name: str
    ports: frozenset[int]
    clients: frozenset[str]
    images: tuple[str, ...]


def _service(name: str, ports: str, clients: str, images: str = "") -> Service:
    return Service(
        name, frozenset(map(int, ports.split())), frozenset(clients.split()), tuple((images or name).split())
    )


CATALOGUE = (
    _service(
        "mysql", "3306 33060", "mysqlclient PyMySQL aiomysql mysql-connector-python", "mysql mariadb percona tidb"
    ),
    _service("postgresql", "5432", "psycopg psycopg2 asyncpg", "postgres postgis timescale pgvector cockroach"),
    _service("mongodb", "27017 27018 27019", "pymongo", "mongo"),
    _service("redis", "6379 6380", "redis valkey", "redis valkey keydb dragonfly"),
    _service("memcached", "11211", "pymemcache python-memcached pylibmc"),
    _service("elasticsearch", "9200 9300", "elasticsearch", "elasticsearch"),
    _service("opensearch", "9200", "opensearch-py"),
    _service("meilisearch", "7700", "meilisearch"),
    _service("typesense", "8108", "typesense"),
    _service("rabbitmq", "5672 5671", "pika amqp"),
    _service("kafka", "9092", "kafka-python", "kafka redpanda"),
    _service("nats", "4222", "nats-py"),
    _service("cassandra", "9042", "cassandra-driver", "cassandra scylla"),
    _service("clickhouse", "8123 9000", "clickhouse-connect"),
    _service("ldap", "389 636", "ldap3", "ldap"),
    _service("smtp", "25 465 587 1025", "smtplib", "mailpit mailhog maildev smtp"),
    _service("s3", "4566", "boto3", "minio localstack"),
)


def recognise(port: int | None, clients: frozenset[str]) -> Service | None:
    """Return the kind of service behind a port, by the clients that connect to it first; None if nobody knows."""
    for each in CATALOGUE:
        if each.clients & clients:
            return each
    return next((each for each in CATALOGUE if port in each.ports), None)
