"""Templates that class-based views name in other ways than by `template_name`, and views that Django brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.inventory.owners import Owners
from codemods.recipes.legacy_frontend.dead import judge
from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.model import Kind
from codemods.recipes.legacy_frontend.pages import find_pages
from codemods.recipes.legacy_frontend.removal import plan_removal
from tests.codemods.recipes.legacy_frontend.shop import edges_to, open_shop

VIEWS = """
from django.views.generic import DeleteView, DetailView, ListView, TemplateView
from shop.models import Order, models
from shop.renders import render_to

class Orders(ListView):
    model = Order
    paginate_by = 10

class Bill(DetailView):
    queryset = models.Invoice.objects.filter(paid=True)
    template_name_suffix = "_printed"

class Base(DeleteView):
    pass

class Cancel(Base):
    model = "shop.Order"

class Letter(TemplateView):
    def get_template_names(self):
        return ["letter_%s.html" % kind for kind in ("short", "long")]

class Typed(TemplateView):
    template_name: str = "typed.html"

@render_to("decorated.html")
def decorated(request):
    return {}
"""
RENDERS = """
from django.shortcuts import render

def render_to(template):
    def decorate(view):
        def inner(request):
            return render(request, template, view(request))
        return inner
    return decorate
"""
URLS = """
from django.urls import path
from django.views.generic import ListView, TemplateView
from shop import views
from shop.models import Shipment
urlpatterns = [
    path("orders", views.Orders.as_view()),
    path("bill", views.Bill.as_view()),
    path("cancel", views.Cancel.as_view()),
    path("letter", views.Letter.as_view()),
    path("typed", views.Typed.as_view()),
    path("decorated", views.decorated),
    path("about", TemplateView.as_view(template_name="about.html"), name="about"),
    path("shipments", ListView.as_view(model=Shipment)),
]
"""
ALIVE = {
    "shop/order_list.html": "shop/views.py::Orders",
    "shop/invoice_printed.html": "shop/views.py::Bill",
    "shop/order_confirm_delete.html": "shop/views.py::Cancel",
    "letter_short.html": "shop/views.py::Letter",
    "letter_long.html": "shop/views.py::Letter",
    "typed.html": "shop/views.py::Typed",
    "decorated.html": "shop/views.py::decorated",
    "about.html": "shop/urls.py:12 about",
    "shop/shipment_list.html": "shop/urls.py:13 shipments",
}
DEAD = ("shop/order_form.html", "shop/invoice_detail.html", "other.html")


@pytest.fixture(scope="module")
def frontend(tmp_path_factory: pytest.TempPathFactory) -> Frontend:
    files = {"shop/__init__.py": "", "shop/views.py": VIEWS, "shop/renders.py": RENDERS, "shop/urls.py": URLS}
    templates = {f"shop/templates/{name}": "<p>x</p>" for name in (*ALIVE, *DEAD)}
    return open_shop(tmp_path_factory.mktemp("shop"), files | templates)


@pytest.mark.parametrize("name", ALIVE)
def test_the_view_leads_to_its_template(frontend: Frontend, name: str) -> None:
    assert ALIVE[name] in {edge.source.name for edge in edges_to(frontend, f"shop/templates/{name}")}


def test_only_what_no_view_makes_up_is_dead(frontend: Frontend) -> None:
    # The suffix of `Cancel` stands in a base whose name tells nothing, so that any may be meant.
    dead = {f"shop/templates/{name}" for name in DEAD} - {"shop/templates/shop/order_form.html"}
    assert {node.name for node in judge(frontend).dead} == dead


def test_each_is_a_page_with_its_template(frontend: Frontend) -> None:
    pages = {page.name: page for page in find_pages(frontend, Owners())}
    lacking = [name for name, page in ALIVE.items() if f"shop/templates/{name}" not in pages[page].files]
    assert lacking == []
    assert pages["shop/urls.py:12 about"].names == ("about",)


def test_a_page_without_a_view_can_be_removed(frontend: Frontend) -> None:
    removal = plan_removal(frontend, "shop/urls.py:12 about")
    assert [node.name for node in removal.goes] == ["shop/templates/about.html", "shop/urls.py:12 about"]
    assert [entry.name for entry in removal.entries] == ["about"]


def test_a_class_below_a_view_is_one(frontend: Frontend) -> None:
    assert "shop/views.py::Cancel" in plan_removal(frontend, "shop.views.Cancel").of(Kind.VIEW)


def test_an_api_makes_up_no_name(tmp_path: Path) -> None:
    views = "class Orders(ListAPIView):\n    queryset = Order.objects.all()\n"
    made = open_shop(tmp_path, {"app/views.py": views, "app/templates/app/order_list.html": "x"})
    assert edges_to(made, "app/templates/app/order_list.html") == []


def test_a_name_made_up_without_a_file_is_not_broken(tmp_path: Path) -> None:
    made = open_shop(tmp_path, {"app/views.py": "class Orders(ListView):\n    model = Order\n"})
    assert made.graph.broken == ()
