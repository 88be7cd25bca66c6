"""The toggles that `mfe-redirect` writes, as edx-toggles, django-waffle and the reader of annotations take them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.recipes.legacy_frontend.redirect.toggles import KINDS
from tests.codemods.recipes.legacy_frontend.projects import SETTINGS, ask, write_project

pytest.importorskip("edx_toggles")
yaml = pytest.importorskip("yaml")

MORE_SETTINGS = """
INSTALLED_APPS += ["waffle"]
MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "flags.Flags",
    "crum.CurrentRequestUserMiddleware",
    "visitors.Visitors",
]
PAGES_MICROFRONTEND_URL = "https://apps.example.org/m"
FLAGS_ON = []
"""
FLAGS = '''
"""Turns on the flags that settings.FLAGS_ON names, in a database of this process."""
from django.conf import settings
from django.core.management import call_command
from waffle.models import Flag


class Flags:
    def __init__(self, get_response):
        self.get_response = get_response
        call_command("migrate", verbosity=0)

    def __call__(self, request):
        for name in ("pages.redirect_one_to_mfe", "pages.redirect_two_to_mfe"):
            Flag.objects.update_or_create(name=name, defaults={"everyone": name in settings.FLAGS_ON})
        return self.get_response(request)
'''
VIEWS = """
from django.http import HttpResponse


def one(request):
    return HttpResponse("one")


def two(request):
    return HttpResponse("two")
"""
URLS = """
from django.urls import path

from pages import views

urlpatterns = [path("one", views.one), path("two", views.two)]
"""


def test_flags_turn_it_on(tmp_path: Path) -> None:
    files = {"pages/views.py": VIEWS, "site_urls.py": URLS, "flags.py": FLAGS}
    write_project(tmp_path, {**files, "site_settings.py": SETTINGS + MORE_SETTINGS})
    for view, kind in (("one", "waffle-flag"), ("two", "waffle")):
        words = ["mfe-redirect", f"pages.views.{view}", "PAGES_MICROFRONTEND_URL", str(tmp_path), "--toggle", kind]
        assert main([*words, "--write"]) == 0
    questions = [("GET", "/one", "ann", {}), ("GET", "/two", "ann", {}), ("GET", "/one", "boss", {})]
    flags = ["pages.redirect_one_to_mfe", "pages.redirect_two_to_mfe"]
    rounds = [({}, questions), ({"FLAGS_ON": flags[:1]}, questions), ({"FLAGS_ON": flags}, questions)]
    statuses = [status for status, _, _ in ask(tmp_path, rounds)]
    assert statuses == [200, 200, 200, 302, 200, 200, 302, 302, 200]


def test_annotations_are_what_their_reader_asks_for(tmp_path: Path) -> None:
    """Each kind, twice in a module, by the configuration for feature toggles that code-annotations brings along."""
    code_annotations = pytest.importorskip("code_annotations")
    for kind in KINDS:
        folder = tmp_path / kind.name.replace("-", "_")
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "views.py").write_text(VIEWS)
        for view in ("one", "two"):
            name = f"{folder.name}.views.{view}"
            words = ["mfe-redirect", name, "PAGES_MICROFRONTEND_URL", str(tmp_path), "--toggle", kind.name]
            assert main([*words, "--write"]) == 0
    package = Path(code_annotations.__file__).parent
    settings = package / "contrib" / "config" / "feature_toggle_annotations.yaml"
    program = "from code_annotations.cli import entry_point; entry_point()"
    words = ["static_find_annotations", "--config_file", str(settings), "--lint", "--report"]
    ended = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    [report] = (tmp_path / "reports").glob("*.yaml")
    found = [each for file in yaml.safe_load(report.read_text()).values() for each in file]
    names = sorted(each["annotation_data"] for each in found if each["annotation_token"] == ".. toggle_name:")
    assert names == sorted(
        [
            *(f"{app}.redirect_{page}_to_mfe" for app in ("waffle", "waffle_flag") for page in ("one", "two")),
            *(f"FEATURES['REDIRECT_{page}_TO_MFE']" for page in ("ONE", "TWO")),
            *(f"REDIRECT_{page}_TO_MFE" for page in ("ONE", "TWO")),
        ]
    )
