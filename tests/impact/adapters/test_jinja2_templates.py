"""Jinja's cached templates, by a stand-in of its environment: the library itself need not be there."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from impact.adapters.jinja2_templates import adapt
from impact.recording.patching import Patches
from tests.impact.recording.crediting import Ground


class Template:
    """Knows its file."""

    def __init__(self, filename: str) -> None:
        self.filename = filename

    def render(self) -> str:
        return ""


class Environment:
    """Reads a template once."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.cache = ground, dict[str, Template]()

    def _load_template(self, name: str, globals: Any) -> Template:
        if name not in self.cache:
            self.ground.read_page()
            self.cache[name] = Template(self.ground.page)
        return self.cache[name]


@pytest.fixture
def ground(tmp_path: Path) -> Any:
    made, patches, module = Ground(tmp_path), Patches(), ModuleType("jinja2.environment")
    vars(module).update(Environment=Environment, Template=Template)
    adapt(made.credit, patches)["jinja2.environment"](module)
    yield made
    patches.undo()


def test_all_who_get_a_cached_template_rest_on_its_file(ground: Ground) -> None:
    environment = Environment(ground)
    for node in ("t:one", "t:two"):
        ground.scribe.switch(node)
        environment._load_template("page", None)
    ground.scribe.switch("t:other")
    assert ground.users_of_page() == {"t:one", "t:two"}


def test_all_who_render_a_kept_template_rest_on_its_file(ground: Ground) -> None:
    ground.scribe.switch("t:one")
    template = Environment(ground)._load_template("page", None)
    ground.scribe.switch("t:two")
    template.render()
    assert ground.users_of_page() == {"t:one", "t:two"}
