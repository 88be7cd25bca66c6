"""A small Django project: what the framework loads once (URL confs, middleware, applications) reaches all users."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.plugin.project import Project

pytest.importorskip("django")
pytest.importorskip("pytest_django")

FILES = {
    "pytest.ini": "[pytest]\n",
    "settings.py": """
        SECRET_KEY = "s"
        INSTALLED_APPS = ["app"]
        ROOT_URLCONF = "urls"
        MIDDLEWARE = ["wrapping.wrap"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
        TEMPLATES = [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["wrapping.process"]},
        }]
    """,
    "wrapping.py": """
        def begin():
            return 1

        def wrap(get_response):
            begin()
            return lambda request: get_response(request)

        def process(request):
            return {"number": 1}
    """,
    "urls.py": """
        import views
        from django.urls import include, path
        urlpatterns = [path("plain/", views.plain), path("page/", views.page), path("inner/", include("inner_urls"))]
    """,
    "inner_urls.py": """
        import views
        from django.urls import path
        urlpatterns = [path("named/", views.plain, name="named")]
    """,
    "other_urls.py": """
        import views
        from django.urls import path
        urlpatterns = [path("elsewhere/", views.plain)]
    """,
    "views.py": """
        from django.http import HttpResponse
        from django.shortcuts import render

        def plain(request):
            return HttpResponse("plain")

        def page(request):
            return render(request, "page.html")

        def unused(request):
            return HttpResponse("unused")
    """,
    "app/__init__.py": "",
    "app/apps.py": """
        from django.apps import AppConfig

        class Application(AppConfig):
            name = "app"
            default_auto_field = "django.db.models.AutoField"

            def ready(self):
                connect()

        def connect():
            return 1
    """,
    "app/models.py": """
        from django.db import models

        class Thing(models.Model):
            name = models.CharField(max_length=10)
    """,
    "app/migrations/__init__.py": "",
    "app/migrations/0001_initial.py": """
        from django.db import migrations, models

        class Migration(migrations.Migration):
            identity = [("id", models.AutoField(primary_key=True))]
            operations = [migrations.CreateModel("Thing", [*identity, ("name", models.CharField(max_length=10))])]
    """,
    "app/fixtures/things.json": '[{"model": "app.thing", "pk": 1, "fields": {"name": "first"}}]',
    "app/templates/page.html": "{% load tags %}{% show %}",
    "app/templatetags/__init__.py": "",
    "app/templatetags/tags.py": """
        from django import template
        register = template.Library()
        SHOWN = "shown"

        @register.simple_tag
        def show():
            return SHOWN

        @register.simple_tag
        def unused():
            return ""
    """,
}
USERS = """
    import pytest
    from app.models import Thing
    from django.test import TestCase
    from django.urls import reverse

    def test_plain_NUMBER(client):
        assert client.get("/plain/").content

    def test_page_NUMBER(client):
        assert client.get("/page/").content

    def test_named_NUMBER():
        assert reverse("named")

    def test_elsewhere_NUMBER(client, settings):
        settings.ROOT_URLCONF = "other_urls"
        assert client.get("/elsewhere/").content

    class TestThings(TestCase):
        fixtures = ["things.json"]

        def test_first_NUMBER(self):
            assert Thing.objects.count() == 1

        def test_second_NUMBER(self):
            assert Thing.objects.count() == 1

    @pytest.mark.django_db
    def test_database_NUMBER():
        assert not Thing.objects.exists()
"""
NEW_MIGRATION = """
    from django.db import migrations

    class Migration(migrations.Migration):
        dependencies = [("app", "0001_initial")]
        operations = []
"""


def both(*names: str) -> set[str]:
    return {f"{name}_{number}" for name in names for number in (1, 2)}


REQUESTS = both("test_plain", "test_page", "test_elsewhere")
URLS = both("test_plain", "test_page", "test_named")
LOADED = both("TestThings::test_first", "TestThings::test_second")
DATABASE = LOADED | both("test_database")
EXACT = {
    # Edits, and who runs.
    "unused": ({"views.py": ('"unused"', '"edited"'), "app/templatetags/tags.py": ('return ""', "return None")}, set()),
    "page": (
        {
            "views.py": ('"page.html"', '"page" + ".html"'),
            "wrapping.py": ('"number": 1', '"number": 2'),
            "app/templatetags/tags.py": ("return SHOWN", "return SHOWN or None"),
        },
        both("test_page"),
    ),
    "module_level_of_tags": ({"app/templatetags/tags.py": ('SHOWN = "shown"', 'SHOWN = "edited"')}, both("test_page")),
    "middleware_begins": ({"wrapping.py": ("return 1", "return 2")}, REQUESTS),
}
ALL = URLS | REQUESTS | DATABASE
AT_LEAST = {
    "urls": ({"urls.py": ('"plain/"', '"plain" + "/"')}, URLS),
    "included_urls": ({"inner_urls.py": ('"named/"', '"named" + "/"')}, URLS),
    "other_urls": ({"other_urls.py": ('"elsewhere/"', '"elsewhere" + "/"')}, both("test_elsewhere")),
    "ready": ({"app/apps.py": ("return 1", "return 2")}, ALL),
    "fixture_file": ({"app/fixtures/things.json": ("first", "1st")}, LOADED),
    "migration": ({"app/migrations/0001_initial.py": ("max_length=10", "max_length=11")}, DATABASE),
    "new_migration": ({"app/migrations/0002_new.py": ("", NEW_MIGRATION)}, DATABASE),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two files of tests of the same views, recorded in one run."""
    made = Project(tmp_path_factory.mktemp("site") / "project")
    made.plugins.append("pytest_django.plugin")
    made.environment["DJANGO_SETTINGS_MODULE"] = "settings"
    made.write(FILES | {f"test_{number}.py": USERS.replace("NUMBER", str(number)) for number in (1, 2)})
    run = made.impacted()
    assert run.code == 0, run.output + run.errors
    yield made
    shutil.rmtree(made.root)


def run_after(project: Project, edits: dict[str, tuple[str, str]]) -> set[str]:
    """Return the tests that run after edits, which are then taken back."""
    for place, (old, new) in edits.items():
        if old:
            project.replace(place, old, new)
        else:
            project.write({place: new})
    try:
        return project.pytest("--impacted-no-record").ran
    finally:
        project.write({place: FILES.get(place) for place in edits})


@pytest.mark.parametrize("case", EXACT)
def test_users_run_and_nobody_else(recorded: Project, case: str) -> None:
    edits, users = EXACT[case]
    assert run_after(recorded, edits) == users


@pytest.mark.parametrize("case", AT_LEAST)
def test_all_users_run(recorded: Project, case: str) -> None:
    edits, users = AT_LEAST[case]
    assert run_after(recorded, edits) >= users
