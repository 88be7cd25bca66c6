"""A platform before and after the migration, on random courses: the same blocks, in the same order."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings

from tests.codemods.recipes.course_blocks.copies import copied, imported, migrated
from tests.codemods.recipes.course_blocks.graphs import USAGES, Course, courses

FILTERING = ["LibraryTransformer", "VisibilityTransformer", "StartTransformer", "ExamTransformer", "GateTransformer"]
STAYING = ["DepthTransformer", "CountTransformer", "OrderTransformer", "UmbrellaTransformer", "EarlyTransformer"]
MODULES = ("access", "tree", "structure", "transformers", "transformer")


@pytest.fixture(scope="module")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, ModuleType]:
    folder = tmp_path_factory.mktemp("platforms")
    before = copied(folder, "campus_before")
    after = migrated(folder, "campus_after", "transformer-versions", "filtering-transformer")
    return imported(before, *MODULES), imported(after, *MODULES)


def transformer(platform: ModuleType, name: str) -> Any:
    module = platform.access if name in FILTERING else platform.tree
    arguments = [2] if name == "DepthTransformer" else []
    return getattr(module, name)(*arguments)


def blocks(platform: ModuleType, course: Course, usage: dict[str, Any], names: list[str]) -> list[Any]:
    """Run transformers on a course; return every block with its children and what was written of it."""
    structure = platform.structure.BlockStructure(0, *course)
    running = [transformer(platform, name) for name in names]
    together = platform.transformers.BlockStructureTransformers(running, usage)
    together.collect(structure)
    assert not any(structure.is_outdated(each) for each in running)
    together.transform(structure)
    return [
        (
            key,
            structure.get_children(key),
            {name: dict(each) for name, each in structure._block_data[key].items() if each},
        )
        for key in structure
    ]


def test_which_become_filters(platforms: tuple[ModuleType, ModuleType]) -> None:
    before, after = platforms
    for platform, expected in ((before, []), (after, FILTERING)):
        mixin = platform.transformer.FilteringTransformerMixin
        found = [each for each in FILTERING + STAYING if isinstance(transformer(platform, each), mixin)]
        assert found == expected
        assert all(transformer(after, each).WRITE_VERSION == transformer(before, each).VERSION for each in FILTERING)


@pytest.mark.parametrize("name", FILTERING + STAYING)
@given(course=courses(), usage=USAGES)
@settings(max_examples=30, deadline=None)
def test_one(platforms: tuple[ModuleType, ModuleType], name: str, course: Course, usage: dict[str, Any]) -> None:
    before, after = platforms
    assert blocks(before, course, usage, [name]) == blocks(after, course, usage, [name])


@given(course=courses(), usage=USAGES)
@settings(max_examples=100, deadline=None)
def test_a_list(platforms: tuple[ModuleType, ModuleType], course: Course, usage: dict[str, Any]) -> None:
    """All that become filters, in one list, and what stays after them: the library first, as its note demands."""
    before, after = platforms
    names = [*FILTERING, "UmbrellaTransformer", "DepthTransformer"]
    assert blocks(before, course, usage, names) == blocks(after, course, usage, names)
