"""`context-api` on a Django project that runs: the pages are as before, the APIs answer, and their tests pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli import main
from tests.codemods.recipes.legacy_frontend.projects import SETTINGS, Question, ask, write_project

pytest.importorskip("django")
pytest.importorskip("rest_framework")

VIEWS = '''
"""Pages with contexts of all sorts."""
import functools

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

SIZES = ["small", "large"]


def members_only(role):
    def outer(view):
        @functools.wraps(view)
        def inner(request, *args, **kwargs):
            if request.user.get_username() == "stranger":
                return HttpResponseForbidden(role)
            return view(request, *args, **kwargs)

        return inner

    return outer


@login_required
@members_only("buyer")
def cart(request, number, voucher=None):
    """The cart of a learner."""
    # An empty cart has no page.
    if number == "0":
        return redirect("/offers")

    context = {
        "number": number,
        "owner": request.user.username,
        "count": len(SIZES),
        "lines": [{"name": name, "price": 2.5} for name in SIZES],
        "links": {
            "pay": reverse("offers") + "?pay",
            "is_open": not voucher,
        },
        "text": """of
two lines""",
        "made": make(number),  # by us
        "class": "not a field",
    }
    if voucher is not None:
        context["voucher"] = voucher
        context.update({"discount": 5, "owner": "somebody"})
    return render(
        request,
        "cart.html",
        context,
    )


def make(number):
    return {"deep": [number]}


class OffersView(View):
    """A class with a page."""

    @members_only("visitor")
    def get(self, request):
        # What there is.
        offers = sorted(SIZES)
        return render(request, "offers.html", {
            "offers": offers,
            "query": request.GET.get("q", ""),
        })


class BuyersMixin:
    """Lets in who buys."""

    @method_decorator(members_only("buyer"))
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)


class HelpView(BuyersMixin, TemplateView):
    template_name = "help.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["topic"] = "about " + self.kwargs["topic"]
        context.update(who=self.request.user.username, plain=True)
        return context


@login_required
def about(request):
    return render(request, "about.html", told(request, SIZES))


def told(request, sizes):
    answer = dict(size=len(sizes), path=request.path)
    answer["greeting"] = "hello {}".format(request.user)
    return answer
'''
VIEWS = VIEWS.replace('@members_only("visitor")\n    def get', "def get")

URLS = """
from django.urls import include, path

urlpatterns = [path("", include("pages.urls"))]
"""
PAGE_URLS = """
from django.urls import path

from pages import views

urlpatterns = [
    path("cart/<number>", views.cart),
    path("cart/<number>/<voucher>", views.cart),
    path("offers", views.OffersView.as_view(), name="offers"),
    path("about", views.about),
    path("help/<topic>", views.HelpView.as_view()),
]
"""
OTHERS = """
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.views import APIView


class One(APIView):
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]


class Two(APIView):
    authentication_classes = (SessionAuthentication,)
    permission_classes = (AllowAny,)


class Three(APIView):
    permission_classes = (AllowAny,)
"""
TEMPLATE = "{% for key, value in shown %}{{ key }}={{ value }};{% endfor %}"
MORE_SETTINGS = """
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": ["templates"],
        "OPTIONS": {"context_processors": []},
    }
]
USE_TZ = True
"""
FILES = {
    "site_settings.py": SETTINGS + MORE_SETTINGS,
    "site_urls.py": URLS,
    "pages/urls.py": PAGE_URLS,
    "pages/views.py": VIEWS,
    "pages/others.py": OTHERS,
    "templates/cart.html": "{{ number }} {{ owner }} {{ lines }} {{ links }} {{ text }} {{ made }} {{ voucher }}",
    "templates/offers.html": "{{ offers }} {{ query }}",
    "templates/help.html": "{{ topic }} {{ who }} {{ plain }} {{ view }}",
    "templates/about.html": "{{ size }} {{ greeting }} {{ path }}",
}
PAGES: list[Question] = [
    ("GET", "/cart/3", "ann", {}),
    ("GET", "/cart/3/HALF", "ann", {}),
    ("GET", "/cart/0", "ann", {}),
    ("GET", "/cart/3", "stranger", {}),
    ("GET", "/cart/3", "", {}),
    ("GET", "/offers?q=x", "ann", {}),
    ("POST", "/offers", "ann", {}),
    ("GET", "/about", "ann", {}),
    ("GET", "/help/carts", "stranger", {}),
]


def test_pages_stay_and_apis_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_project(tmp_path, FILES)
    before = ask(tmp_path, [({}, PAGES)])
    for view in ("cart", "OffersView", "about", "HelpView"):
        assert main(["context-api", f"pages.views.{view}", str(tmp_path), "--write"]) == 0
    told = capsys.readouterr().out
    assert "'class' can't be the name of a field" in told
    assert "the API answers here as the page does" in told
    assert (tmp_path / "pages/views.py").read_text().count("def get_about_context") == 0  # `told` will do
    apis: list[Question] = [
        ("GET", "/api/v1/cart/3/", "ann", {}),
        ("GET", "/api/v1/cart/3/HALF/", "ann", {}),
        ("GET", "/api/v1/cart/0/", "ann", {}),
        ("GET", "/api/v1/cart/3/", "stranger", {}),
        ("GET", "/api/v1/cart/3/", "", {}),
        ("GET", "/api/v1/offers/?q=x", "ann", {}),
        ("GET", "/api/v1/about/", "ann", {}),
        ("GET", "/api/v1/help/carts/", "ann", {}),
        ("GET", "/api/v1/help/carts/", "stranger", {}),
        ("GET", "/api/v1/help/carts/", "", {}),
    ]
    after = ask(tmp_path, [({}, PAGES), ({}, apis)])
    assert after[: len(PAGES)] == before
    cart, voucher, empty, stranger, nobody, offers, about, *helped = after[len(PAGES) :]
    assert json.loads(cart[2]) == {
        "number": "3",
        "owner": "ann",
        "count": 2,
        "lines": [{"name": "small", "price": 2.5}, {"name": "large", "price": 2.5}],
        "links": {"pay": "/offers?pay", "is_open": True},
        "text": "of\ntwo lines",
        "made": {"deep": ["3"]},
    }
    assert {"voucher": "HALF", "discount": 5, "owner": "somebody"}.items() <= json.loads(voucher[2]).items()
    assert (empty[0], empty[1], stranger[0], nobody[0]) == (302, "/offers", 403, 403)
    assert json.loads(offers[2]) == {"offers": ["large", "small"], "query": "x"}
    assert json.loads(about[2]) == {"size": 2, "path": "/api/v1/about/", "greeting": "hello ann"}
    assert json.loads(helped[0][2]) == {"topic": "about carts", "who": "ann", "plain": True}
    assert [status for status, _, _ in helped] == [200, 403, 403]
    program = (
        "import django, sys; django.setup(); from django.core.management import call_command; call_command('test')"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "Ran 8 tests" in ended.stderr, ended.stderr
    assert "\nOK\n" in ended.stderr
