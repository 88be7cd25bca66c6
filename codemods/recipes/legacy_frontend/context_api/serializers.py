"""The text of a serializer, from the shape of a context, and a sample of what it serializes."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.recipes.legacy_frontend.context_api.inferring import (
    LIST,
    MAPPING,
    MOMENT,
    REAL,
    RECORD,
    TEXT,
    TRUTH,
    UNKNOWN,
    WHOLE,
    Type,
    Types,
    joined,
)
from codemods.recipes.legacy_frontend.context_api.naming import camel
from codemods.recipes.legacy_frontend.context_api.shaping import Entry, Shape
from codemods.sources.python import Python

FILL_IN = "FILL IN"
_SAMPLES: dict[str, object] = {
    TEXT: "text",
    WHOLE: 1,
    REAL: 1.5,
    TRUTH: True,
    MOMENT: "2030-01-02T03:04:05Z",
    MAPPING: {},
    LIST: [],
    UNKNOWN: None,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, whether it is always there, and what its value was in the source."""

    name: str
    type: Type
    is_sure: bool
    told: str


@dataclass(frozen=True, slots=True)
class Record:
    """A serializer to be: its class, its fields, and those of its fields that are records."""

    name: str
    fields: tuple[Field, ...]
    inner: dict[str, Record]


def record_of(name: str, shape: Shape, types: Types, source: Python) -> tuple[Record, list[tuple[int, str]]]:
    """Return the record of a shape, and the lines, and reasons, of keys that can't be fields."""
    fields: list[Field] = []
    inner: dict[str, Record] = {}
    left = list(shape.unknown)
    for key, entry in shape.entries.items():
        line = entry.values[0].lineno
        if not key.isidentifier() or keyword.iskeyword(key):
            left.append((line, f"{key!r} can't be the name of a field"))
            continue
        kind = joined([types.of(value, entry.function) for value in entry.values])
        record = kind if kind.name == RECORD else kind.of if kind.of is not None and kind.of.name == RECORD else None
        if record is not None:
            inner[key], more = record_of(f"{name}{camel(key)}", record.shape, types, source)
            left += more
        fields.append(Field(key, kind, entry.is_sure, _told(entry, source)))
    return Record(name, tuple(fields), inner), left


def _told(entry: Entry, source: Python) -> str:
    texts = dict.fromkeys(" ".join(source.segment(value).split()).replace("( ", "(") for value in entry.values)
    told = " or ".join(texts)
    return told if len(told) <= 60 else told[:57] + "..."


def classes(record: Record, doc: str) -> Iterator[str]:
    """Yield the texts of the classes, inner ones first."""
    for field in record.fields:
        if field.name in record.inner:
            yield from classes(record.inner[field.name], f"What {field.name} holds.")
    lines = [f"class {record.name}Serializer(serializers.Serializer):", f'    """{doc}"""', ""]
    for field in record.fields:
        if field.type.name == UNKNOWN:
            lines.append(f"    # {FILL_IN}: the type of {field.told}")
        lines.append(f"    {field.name} = {_expression(field, record)}")
    if not record.fields:
        lines.append(f"    # {FILL_IN}: no key of this context could be told.")
    yield "\n".join(lines) + "\n"


def _expression(field: Field, record: Record) -> str:
    options = [*(["required=False"] * (not field.is_sure)), *(["allow_null=True"] * field.type.is_nullable)]
    if field.name in record.inner:
        options = [*(["many=True"] if field.type.name == LIST else []), *options]
        return f"{record.inner[field.name].name}Serializer({', '.join(options)})"
    if field.type.name == LIST and field.type.of is not None:
        options = [f"child=serializers.{field.type.of.name}()", *options]
    return f"serializers.{field.type.name}({', '.join(options)})"


def sample(record: Record) -> dict[str, object]:
    """Return a context that the serializer gives back as it is."""
    return {field.name: _value(field, record) for field in record.fields}


def _value(field: Field, record: Record) -> object:
    if field.name in record.inner:
        inner = sample(record.inner[field.name])
        return [inner] if field.type.name == LIST else inner
    if field.type.name == LIST and field.type.of is not None:
        return [_SAMPLES[field.type.of.name]]
    return _SAMPLES[field.type.name]
