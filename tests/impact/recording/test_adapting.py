"""Adapters are applied when their library is imported, and undone."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from impact.recording import adapting
from impact.recording.adapting import Adapters, collect
from impact.recording.loading import ModuleBodies
from impact.recording.patching import Patches
from tests.impact.recording.crediting import Ground


def louder(original: Any) -> Any:
    return lambda *arguments: original(*arguments).upper()


def test_shelf_has_adapters() -> None:
    assert "impact.adapters.mako_templates" in {each.__module__ for each in collect()}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A library that is not imported yet, and an adapter for it that stands alone on the shelf."""
    (tmp_path / "adaptable_library.py").write_text("def speak(): return 'word'\n")
    monkeypatch.syspath_prepend(tmp_path)
    name = "adaptable_library"
    monkeypatch.setattr(
        adapting, "collect", lambda: [lambda credit, patches: {name: lambda m: patches.wrap(m, "speak", louder)}]
    )
    monkeypatch.delitem(sys.modules, name, raising=False)
    return name


def test_library_is_adapted_as_soon_as_it_is_imported(library: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    adapters = Adapters(Ground(root).scribe)
    bodies = ModuleBodies(adapters)
    bodies.open()
    try:
        module = __import__(library)
        assert module.speak() == "WORD"
    finally:
        bodies.close()
        adapters.close()
    assert module.speak() == "word"


def test_library_that_is_there_is_adapted_at_once(library: str, tmp_path: Path) -> None:
    module = __import__(library)
    adapters = Adapters(Ground(tmp_path).scribe)
    assert module.speak() == "WORD"
    adapters.close()
    assert module.speak() == "word"


class Base:
    def speak(self) -> str:
        return "word"


class Derived(Base):
    pass


def test_inherited_method_is_shadowed_and_bared() -> None:
    patches, module = Patches(), ModuleType("module")
    vars(module)["Derived"] = Derived
    patches.wrap(module, "Derived.speak", louder)
    assert (Derived().speak(), Base().speak()) == ("WORD", "word")
    patches.undo()
    assert "speak" not in vars(Derived)


def test_missing_names_are_left_alone() -> None:
    patches, module = Patches(), ModuleType("module")
    patches.wrap(module, "Nobody.speak", louder)
    patches.wrap(module, "speak", louder)
    assert not hasattr(module, "speak")


def test_later_replacement_by_others_stays() -> None:
    patches, module = Patches(), ModuleType("module")
    vars(module)["speak"] = lambda: "word"
    patches.wrap(module, "speak", louder)
    others = vars(module)["speak"] = lambda: "theirs"
    patches.undo()
    assert vars(module)["speak"] is others


def test_cache_can_be_cleared_through_the_replacement() -> None:
    patches, module = Patches(), ModuleType("module")
    vars(module)["speak"] = functools.cache(lambda: "word")
    patches.wrap(module, "speak", louder)
    vars(module)["speak"]()
    vars(module)["speak"].cache_clear()
    assert vars(module)["speak"].cache_info().currsize == 0
