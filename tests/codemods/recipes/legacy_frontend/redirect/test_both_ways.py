"""`mfe-redirect` on a Django project that runs: off, every answer is as before; on, pages go to the micro-frontend."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.cli import main
from tests.codemods.recipes.legacy_frontend.projects import SETTINGS, Question, ask, write_project

pytest.importorskip("django")

VIEWS = '''
"""Pages of all sorts."""
import functools

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods
from django.views.generic import TemplateView, View


def told(*facts):
    return HttpResponse(" ".join(map(str, facts)))


def numbered(view):
    @functools.wraps(view)
    def inner(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Numbered"] = "yes"
        return response

    return inner


@login_required
@require_http_methods(["GET"])
@numbered
def profile(request, username):
    """The page of a learner."""

    return told("profile", username)


def progress(request, course_id, student_id=None):
    # Everybody may see this.
    redirect = "a name of its own"
    return told("progress", course_id, student_id, redirect)


def contact(request):
    """A form, and what it posts to."""
    if request.method == "POST":
        return told("thanks")
    return told("form")


def grades(request):
    """A page, or JSON for its script."""
    if "application/json" in request.META.get("HTTP_ACCEPT", "") or request.GET.get("format") == "json":
        return JsonResponse({"grade": 1})
    return told("grades")


class CertificateView(View):
    """A page with a form, as a class."""

    def get(self, request, number):
        return told("certificate", number)

    def post(self, request, number):
        return told("bought", number)


class SearchView(View):
    """A page whose form is answered by its get."""

    def get(self, request):
        return told("search", request.method)

    def post(self, request):
        return self.get(request)


class AboutView(TemplateView):
    """A page whose get is Django's."""

    def render_to_response(self, context, **kwargs):
        return told("about", sorted(set(context) - {"view"}))
'''

URLS = """
from django.urls import path

from pages import views

urlpatterns = [
    path("u/<username>", views.profile, name="profile"),
    path("progress/<path:course_id>/<int:student_id>", views.progress),
    path("progress/<path:course_id>/", views.progress),
    path("contact", views.contact),
    path("grades", views.grades),
    path("certificate/<int:number>", views.CertificateView.as_view()),
    path("search", views.SearchView.as_view()),
    path("about", views.AboutView.as_view()),
]
"""

HTML = {"accept": "text/html,application/xhtml+xml"}
JSON = {"accept": "application/json"}
PAGES: list[Question] = [
    ("GET", "/u/ann%20b?tab=1&q=%C3%A4", "ann", {}),
    ("GET", "/progress/course-v1:a+b+c/", "", {}),
    ("GET", "/progress/course-v1:a+b+c/3?x", "ann", {}),
    ("GET", "/contact", "ann", HTML),
    ("GET", "/grades?sort=name", "ann", HTML),
    ("GET", "/certificate/5", "ann", {}),
    ("GET", "/search?q=x", "ann", {}),
    ("GET", "/about", "ann", {}),
]
REST: list[Question] = [
    ("GET", "/u/ann", "", {}),  # not logged in: the decorator answers
    ("POST", "/u/ann", "ann", {}),
    ("POST", "/contact", "ann", HTML),
    ("GET", "/grades", "ann", JSON),
    ("GET", "/grades", "ann", {"accept": "application/json, text/html;q=0.5"}),
    ("GET", "/grades", "ann", {}),
    ("GET", "/grades?format=json", "ann", HTML),
    ("POST", "/certificate/5", "ann", HTML),
    ("POST", "/search", "ann", HTML),
]
STAFF: list[Question] = [(method, url, "boss", headers) for method, url, _, headers in PAGES]
NAMES = {
    "profile": "PROFILE",
    "progress": "PROGRESS",
    "contact": "CONTACT",
    "grades": "GRADES",
    "CertificateView": "CERTIFICATE",
    "SearchView": "SEARCH",
    "AboutView": "ABOUT",
}
ON = {"FEATURES": {f"REDIRECT_{name}_TO_MFE": True for name in NAMES.values()}}
ADDRESS = {"PAGES_MICROFRONTEND_URL": "https://apps.example.org/m/"}
SPLIT = ("contact", "grades", "CertificateView", "SearchView")


def redirected(root: Path, *more: str) -> None:
    """Run a stage on every view of the project."""
    for name in NAMES:
        split = ("--split",) if name in SPLIT else ()
        words = ("mfe-redirect", f"pages.views.{name}", "PAGES_MICROFRONTEND_URL", str(root))
        assert main([*words, "--write", "--allow-dirty", *split, *more]) == 0


def test_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, {"pages/views.py": VIEWS, "site_urls.py": URLS})
    questions = [*PAGES, *REST, *STAFF]
    [before] = [ask(tmp_path, [({}, questions)])]
    redirected(tmp_path, "--toggle", "feature")
    off_ways = [{}, ADDRESS, ON, {**ON, "PAGES_MICROFRONTEND_URL": ""}]
    after = ask(tmp_path, [*((way, questions) for way in off_ways), ({**ON, **ADDRESS}, questions)])
    size = len(questions)
    for number in range(len(off_ways)):
        assert after[number * size : (number + 1) * size] == before
    on = after[-size:]
    assert on[len(PAGES) :] == before[len(PAGES) :]  # what is no page, and staff
    assert [(status, location) for status, location, _ in on[: len(PAGES)]] == [
        (302, "https://apps.example.org/m/ann%20b?tab=1&q=%C3%A4"),
        (302, "https://apps.example.org/m/course-v1:a+b+c"),
        (302, "https://apps.example.org/m/course-v1:a+b+c/3?x"),
        (302, "https://apps.example.org/m/"),
        (302, "https://apps.example.org/m/?sort=name"),
        (302, "https://apps.example.org/m/5"),
        (302, "https://apps.example.org/m/?q=x"),
        (302, "https://apps.example.org/m/"),
    ]


def test_for_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stage 2 leads where stage 1 led, for everybody, and what is no page is answered as before."""
    settings = SETTINGS + "PAGES_MICROFRONTEND_URL = 'https://apps.example.org/m/'\n"
    write_project(tmp_path, {"pages/views.py": VIEWS, "site_urls.py": URLS, "site_settings.py": settings})
    redirected(tmp_path, "--toggle", "feature")
    before = ask(tmp_path, [(ON, [*PAGES, *REST])])
    redirected(tmp_path, "--stage", "2")
    after = ask(tmp_path, [({}, [*PAGES, *REST, *STAFF])])
    assert after[: len(PAGES)] == before[: len(PAGES)]
    assert after[len(PAGES) + 2 : len(PAGES) + len(REST)] == before[len(PAGES) + 2 :]
    assert [answer[1] for answer in after[-len(STAFF) :]] == [answer[1] for answer in after[: len(PAGES)]]
    told = capsys.readouterr().out
    assert "`codemods removal-plan pages/views.py::profile` tells what goes with it" in told
