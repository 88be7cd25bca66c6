"""`mfe-redirect`, stage 2: the entries of URL confs in all their forms, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.errors import CodemodError, PlanImpossible
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from tests.codemods.recipes.legacy_frontend.trees import after, plan_of, write

FILES = {
    "settings/base.py": "SHOP_MICROFRONTEND_URL = None\n",
    "shop/__init__.py": "",
    "shop/views.py": "def cart(request, number=None):\n    return page\n\nclass Offers(TemplateView):\n    pass\n",
}
URL = "settings.SHOP_MICROFRONTEND_URL"
LONG = f"'{{}}/%(number)s'.format({URL}.rstrip('/'))"


def planned(tree: Tree, view: str = "shop.views.cart", **options: str) -> Plan:
    return plan_of("mfe-redirect", tree, {"view": view, "setting": "SHOP_MICROFRONTEND_URL", "stage": "2", **options})


def urls_after(root: Path, urls: str, **options: str) -> str:
    tree = write(root, {**FILES, "site/urls.py": urls})
    return after(root, planned(tree, **options))["site/urls.py"]


@pytest.mark.parametrize(
    ("entry", "made"),
    [
        (
            "path('cart', views.cart, name='cart')",
            f"    path(\n        'cart',\n        RedirectView.as_view(url={URL}, permanent=False,",
        ),
        ("path('cart/<int:number>', view=1)", "path('cart/<int:number>', view=1)"),
        (
            "path('a/<number>', login_required(views.cart))",
            f"        'a/<number>',\n        RedirectView.as_view(\n            url={LONG},\n",
        ),
        (
            r"url(r'^a/(?P<number>\d+)$', 'shop.views.cart', {}, 'cart')",
            f"            url={LONG},\n            permanent=False,",
        ),
        ("re_path('^b$', view, kwargs={'number': 3})", f"        url={LONG},\n"),
        ("path('offers', offers.as_view())", f"RedirectView.as_view(url={URL}, permanent=False, query_string=True)"),
    ],
)
def test_entries(tmp_path: Path, entry: str, made: str) -> None:
    urls = f"""
        from django.conf import settings
        from django.views.generic import RedirectView
        from shop import views
        from shop.views import Offers as offers
        from shop.views import cart as view

        urlpatterns = [
            {entry},
            path('again', views.cart),
            path('and/again', offers.as_view()),
        ]
        """
    view = "shop.views.Offers" if "offers" in entry else "shop.views.cart"
    text = urls_after(tmp_path, urls, view=view)
    compile(text, "urls.py", "exec")
    assert made in text


def test_imports_come_and_go(tmp_path: Path) -> None:
    urls = """
        from django.conf.urls import url, patterns
        from django.contrib.auth.decorators import login_required
        from shop import views

        urlpatterns = patterns(
            'shop.views',
            url(r'^cart$', 'cart', name='cart'),
            url(r'^cart/2$', login_required(views.cart)),
            url(r'^cart/3$', 'carts'),
        )
        """
    tree = write(tmp_path, {**FILES, "site/urls.py": urls})
    plan = planned(tree)
    text = after(tmp_path, plan)["site/urls.py"]
    assert "login_required" not in text
    assert "import views" not in text
    assert text.startswith(
        "from django.conf import settings\nfrom django.conf.urls import url, patterns\n"
        "from django.views.generic import RedirectView\n\n"
    )
    assert text.count("RedirectView.as_view(") == 2
    assert "'carts'" in text
    assert [each.line for each in plan.left if "login_required went with the view" in each.reason] == [8]


@pytest.mark.parametrize(
    ("files", "options", "told"),
    [
        ({"site/urls.py": r"path('x', url(r'^a/(\d+)$', 'shop.views.cart'))"}, {}, "hands on arguments by position"),
        ({"site/urls.py": r"url(r'^a(/(?P<number>\d+))?$', 'shop.views.cart')"}, {}, "may have no number"),
        ({"site/urls.py": "path('a', 'shop.views.cart')"}, {"path": "x/{number}"}, "has no number in its pattern"),
        ({"settings/base.py": ""}, {}, "No settings module of the tree defines SHOP_MICROFRONTEND_URL"),
        (
            {"shop/mail.py": "from . import views\nreverse(views.cart)\n"},
            {},
            "its URL is asked for by the view itself in shop/mail.py:2",
        ),
        (
            {"shop/a.html": "<%! import x %>\n${reverse('shop.views.cart')}"},
            {},
            "its URL is asked for by the view itself in shop/a.html:2",
        ),
        (
            {"site/urls.py": "RedirectView = 1\npath('a', 'shop.views.cart')\n"},
            {},
            "RedirectView has another meaning here",
        ),
        ({"shop/views.py": "def cart(request):\n    request.POST\n"}, {}, "reads request.POST. With --split"),
        ({"shop/views.py": "def cart(request):\n    request.POST\n"}, {"split": "yes"}, "Run stage 1 first"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, files: dict[str, str], options: dict[str, str], told: str) -> None:
    tree = write(tmp_path, {**FILES, **files})
    with pytest.raises(CodemodError) as fault:
        planned(tree, **options)
    assert told in str(fault.value)


def test_nothing_leads_there(tmp_path: Path) -> None:
    plan = planned(write(tmp_path, {**FILES, "site/urls.py": "path('a', 'other.views.cart')\n"}))
    assert plan.is_empty
    assert [each.reason for each in plan.left] == ["no URL conf of the tree leads to cart"]


@pytest.mark.parametrize("kind", ["feature", "waffle", "waffle-flag", "setting"])
def test_the_toggle_goes_and_the_rest_stays(tmp_path: Path, kind: str) -> None:
    views = "def form(request):\n    return go(request.POST)\n\n\ndef cart(request):\n    return 1\n"
    tree = write(tmp_path, {**FILES, "shop/views.py": views})
    given = {"setting": "SHOP_MICROFRONTEND_URL", "toggle": kind, "created": "2024-01-01"}
    for view in ("form", "cart"):
        options = {"view": f"shop.views.{view}", "split": "yes", **given}
        for path, text in after(tmp_path, plan_of("mfe-redirect", tree, options)).items():
            (tmp_path / path).write_text(text)
    before = (tmp_path / "shop/toggles.py").read_text()
    text = after(tmp_path, planned(tree, "shop.views.form", split="yes"))["shop/toggles.py"]
    compile(text, "toggles.py", "exec")
    assert text.count("# .. toggle_name:") == 1
    assert text.partition("def get_form")[0].endswith("    return request.method in ('GET', 'HEAD')\n\n\n")
    assert "REDIRECT_FORM_TO_MFE" not in text
    assert text.partition("def get_form")[2] == before.partition("def get_form")[2]
    (tmp_path / "shop/toggles.py").write_text("def should_redirect_form_to_mfe(request):\n    return 1 or 2\n")
    assert after(tmp_path, planned(tree, "shop.views.form", split="yes"))["shop/toggles.py"].count("return") == 1
    (tmp_path / "shop/toggles.py").write_text("")
    with pytest.raises(PlanImpossible, match="Run stage 1 first"):
        planned(tree, "shop.views.form", split="yes")
