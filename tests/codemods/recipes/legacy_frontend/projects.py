"""A small Django project, written for these tests, and a program that asks it through Django's test client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SETTINGS = """
SECRET_KEY = "x"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "site_urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "pages"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
MIDDLEWARE = ["visitors.Visitors"]
LOGIN_URL = "/login"
FEATURES = {}
"""

VISITORS = '''
"""Who asks is told by a header, so that no table of users is needed."""
from django.contrib.auth.models import AnonymousUser, User


class Visitors:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        who = request.META.get("HTTP_WHO", "")
        request.user = User(username=who, id=7, is_staff=who == "boss") if who else AnonymousUser()
        request._dont_enforce_csrf_checks = True
        return self.get_response(request)
'''

_CLIENT = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "site_settings"
sys.path.insert(0, os.getcwd())
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.test.utils import setup_test_environment
setup_test_environment()
told = []
for settings_now, questions in json.load(sys.stdin):
    with override_settings(**settings_now):
        for method, url, who, headers in questions:
            given = {"HTTP_" + name.upper(): value for name, value in headers.items()}
            client = Client(raise_request_exception=False)
            response = client.generic(method, url, HTTP_WHO=who, **given)
            told.append([response.status_code, response.headers.get("Location"), response.content.decode()])
json.dump(told, sys.stdout)
"""

Question = tuple[str, str, str, Mapping[str, str]]
"""Method, URL, user name ("" for nobody, "boss" for staff), and headers."""


def write_project(root: Path, files: Mapping[str, str]) -> None:
    """Write the project, with settings and what the tests share."""
    everything = {"site_settings.py": SETTINGS, "visitors.py": VISITORS, "pages/__init__.py": "", **files}
    for path, text in everything.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")


def ask(root: Path, rounds: Sequence[tuple[Mapping[str, Any], Sequence[Question]]]) -> list[Any]:
    """Return status, Location and content of every answer; each round has settings of its own."""
    ended = subprocess.run(
        [sys.executable, "-c", _CLIENT],
        cwd=root,
        input=json.dumps(rounds),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    answers: list[Any] = json.loads(ended.stdout)
    return answers
