"""`mfe-redirect`, stage 1: what is written where, what is refused, and that a second run changes nothing."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.errors import CodemodError
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.registry import find
from tests.codemods.recipes.legacy_frontend.trees import after, plan_of, write

FILES = {
    "site/shop/__init__.py": "",
    "site/shop/views.py": """
        from django.http import HttpResponse
        from shop.models import Cart

        def cart(request, number):
            return HttpResponse(Cart(number))
        """,
}


def planned(tree: Tree, view: str, **options: str) -> Plan:
    given = {"view": view, "setting": "SHOP_MICROFRONTEND_URL", "created": "2024-02-29", **options}
    return plan_of("mfe-redirect", tree, given)


def inside(root: Path, views: str, view: str = "shop.views.cart", **options: str) -> str:
    tree = write(root, {**FILES, "site/shop/views.py": views})
    return after(root, planned(tree, view, **options))["site/shop/views.py"]


def test_what_is_written(tmp_path: Path) -> None:
    texts = after(tmp_path, planned(write(tmp_path, FILES), "shop.views.cart"))
    assert texts["site/shop/views.py"] == textwrap.dedent(
        """\
        from django.http import HttpResponse
        from django.shortcuts import redirect
        from shop.models import Cart
        from shop.toggles import get_cart_mfe_url, should_redirect_cart_to_mfe

        def cart(request, number):
            if should_redirect_cart_to_mfe(request):
                return redirect(get_cart_mfe_url(request, number))

            return HttpResponse(Cart(number))
        """
    )
    assert texts["site/shop/toggles.py"] == textwrap.dedent(
        '''\
        """Toggles of shop."""

        from urllib.parse import quote

        from django.conf import settings


        # .. toggle_name: REDIRECT_CART_TO_MFE
        # .. toggle_implementation: DjangoSetting
        # .. toggle_default: False
        # .. toggle_description: Sends visitors of the legacy page cart to the micro-frontend at
        #   settings.SHOP_MICROFRONTEND_URL. Global staff stay on the legacy page.
        # .. toggle_warning: Without settings.SHOP_MICROFRONTEND_URL nobody is sent, whatever the toggle says.
        # .. toggle_use_cases: temporary, open_edx
        # .. toggle_creation_date: 2024-02-29
        # .. toggle_target_removal_date: 2025-02-28
        def should_redirect_cart_to_mfe(request):
            """Return whether this request goes to the micro-frontend, not to the legacy page cart."""
            return bool(
                getattr(settings, 'SHOP_MICROFRONTEND_URL', None)
                and getattr(settings, 'REDIRECT_CART_TO_MFE', False)
                and not request.user.is_staff
            )


        def get_cart_mfe_url(request, number):
            """Return where the micro-frontend has this page; the query string goes along."""
            url = '{}/{}'.format(settings.SHOP_MICROFRONTEND_URL.rstrip('/'), quote(str(number), safe='/:+@'))
            query = request.META.get('QUERY_STRING')
            return '{}?{}'.format(url, query) if query else url
        '''
    )


def test_a_second_view_and_a_second_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = FILES["site/shop/views.py"] + "\n        def offer(request):\n            return HttpResponse()\n"
    write(tmp_path, {**FILES, "site/shop/views.py": more, "site/settings.py": "SHOP_MICROFRONTEND_URL = None\n"})
    for view in ("cart", "offer", "cart", "offer"):
        assert main(["mfe-redirect", f"shop.views.{view}", "SHOP_MICROFRONTEND_URL", str(tmp_path), "--write"]) == 0
    assert "cart asks should_redirect_cart_to_mfe already\nedited: 0\n" in capsys.readouterr().out
    toggles = (tmp_path / "site/shop/toggles.py").read_text()
    assert toggles.count("import settings") == 1
    assert toggles.count("# .. toggle_name: ") == 2
    assert toggles.count("        settings.SHOP_MICROFRONTEND_URL\n") == 2  # it is defined, so it is asked for plainly
    compile(toggles, "toggles.py", "exec")
    views = (tmp_path / "site/shop/views.py").read_text()
    assert views.count("import redirect\n") == 1
    assert views.count("if should_redirect_") == 2


@pytest.mark.parametrize(
    ("uses", "kind"),
    [
        ("from edx_toggles.toggles import WaffleFlag\nimport waffle\n", "WaffleFlag('shop.redirect_cart_to_mfe', "),
        ("import waffle\nsettings.FEATURES\n", "waffle.flag_is_active(request, REDIRECT_CART_TO_MFE)"),
        ("settings.FEATURES['A']\n", "settings.FEATURES.get('REDIRECT_CART_TO_MFE', False)"),
        ("# import waffle\n", "getattr(settings, 'REDIRECT_CART_TO_MFE', False)"),
    ],
)  # fmt: skip
def test_the_toggle_is_of_the_projects_kind(tmp_path: Path, uses: str, kind: str) -> None:
    tree = write(tmp_path, {**FILES, "site/a.py": uses})
    assert kind in after(tmp_path, planned(tree, "shop.views.cart"))["site/shop/toggles.py"]


def test_python_2_stays_python_2(tmp_path: Path) -> None:
    views = """
        from django.core.urlresolvers import reverse
        from django.shortcuts import redirect, render

        def cart(request, number):
            try:
                print "cart", number
            except ValueError, error:
                raise
            return render(request, "cart.html")
        """
    tree = write(tmp_path, {**FILES, "site/shop/views.py": views, "site/shop/urls.py": "from . import views\n"})
    texts = after(tmp_path, planned(tree, "shop.views.cart"))
    assert 'print "cart", number\n    except ValueError, error:' in texts["site/shop/views.py"]
    assert "from .toggles import get_cart_mfe_url, should_redirect_cart_to_mfe\n" in texts["site/shop/views.py"]
    assert "from django.shortcuts import redirect, render\n" in texts["site/shop/views.py"]
    assert "from django.utils.http import urlquote\n" in texts["site/shop/toggles.py"]
    assert "urlquote(number, '/:+@')" in texts["site/shop/toggles.py"]


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("course/{number}/home", "'{}/course/{}/home'.format(settings.SHOP_MICROFRONTEND_URL.rstrip('/'), quote("),
        ("", "    url = settings.SHOP_MICROFRONTEND_URL\n"),
        ("/cart/", "'{}/cart'.format(settings.SHOP_MICROFRONTEND_URL.rstrip('/'))"),
    ],
)
def test_the_path(tmp_path: Path, path: str, made: str) -> None:
    plan = planned(write(tmp_path, FILES), "shop.views.cart", path=path)
    assert made in after(tmp_path, plan)["site/shop/toggles.py"]
    assert not [each for each in plan.left if "will follow" in each.reason]


def test_names_that_are_taken(tmp_path: Path) -> None:
    text = inside(
        tmp_path,
        """
        from django.shortcuts import render

        def redirect(): pass

        def cart(request, redirect_to=None):
            # Why this comes first.
            return render(request, redirect_to)
        """,
    )
    assert "from django.shortcuts import redirect as redirect_to_2, render\n" in text
    head = "def cart(request, redirect_to=None):\n    if should_redirect_cart_to_mfe(request):\n"
    assert f"{head}        return redirect_to_2(" in text
    assert "\n\n    # Why this comes first.\n    return render" in text


def test_line_ends_stay(tmp_path: Path) -> None:
    tree = write(tmp_path, FILES)
    views = tmp_path / "site/shop/views.py"
    views.write_bytes(views.read_bytes().replace(b"\n", b"\r\n"))
    text = after(tmp_path, planned(tree, "shop.views.cart"))["site/shop/views.py"]
    assert text.count("\r\n") == text.count("\n") == 10


@pytest.mark.parametrize(
    ("views", "reason"),
    [
        ("def cart(request):\n    return go(request.POST)\n", "line 2 reads request.POST"),
        ("def cart(request):\n    if request.method == 'GET': pass\n", "line 2 answers GET apart from the rest"),
        ("def cart(request):\n    return JsonResponse({})\n", "line 2 returns JsonResponse"),
        ("import json\ndef cart(request):\n    return HttpResponse(json.dumps(1))\n", "line 3 returns JSON"),
        ("class cart(View):\n    def get(self, request): pass\n    def post(self, request): pass\n", "answers POST"),
        ("class cart(View):\n    def post(self, request): pass\n", "has no get of its own"),
        ("class cart(Other):\n    pass\n", "has no get of its own"),
        (
            "from django.views import generic\nclass Base(generic.FormView):\n    pass\nclass cart(Base):\n    pass\n",
            "line 4 answers POST, too, by Base",
        ),
        (
            "def cart(request):\n    return real(request, 1)\n\ndef real(asked, number):\n    return asked.POST\n",
            "line 5 reads asked.POST",
        ),
        (
            "class cart(View):\n    def get(self, request): return self.answer(request=request)\n"
            "    def answer(self, request): return JsonResponse({})\n",
            "line 3 returns JsonResponse",
        ),
        (
            "def cart(request):\n    return go(request)\ndef go(request):\n    return go(request), request.body\n",
            "line 4 reads request.body",
        ),
        ("def cart(request):\n    match request.method:\n        case _: pass\n", "line 2 asks for request.method"),
        ("def cart(request):\n    return PAGES[request.method]\n", "line 2 chooses by request.method"),
        ("def cart(request):\n    method = request.method\n", "line 2 keeps request.method"),
        ("class cart(View):\n    def get(self, request): pass\n    post = get\n", "line 3 answers POST, too"),
        ("async def cart(request):\n    pass\n", "cart is asynchronous"),
        ("def cart(): pass\n", "takes no request"),
        ("def cart(request): return page\n", "has the body beside the head"),
        ("def get_cart_mfe_url(): pass\ndef cart(request):\n    return 1\n", "get_cart_mfe_url is a name of its own"),
        (
            "from django.views.decorators.http import require_POST\n@require_POST\ndef cart(request):\n    return 1\n",
            "answers no GET",
        ),
        (
            "from django.views.decorators.http import require_http_methods as only\n"
            "@only(['GET', 'POST'])\ndef cart(request):\n    return 1\n",
            "answers POST, by its decorator",
        ),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, views: str, reason: str) -> None:
    tree = write(tmp_path, {**FILES, "site/shop/views.py": views})
    with pytest.raises(CodemodError, match=reason):
        planned(tree, "shop.views.cart")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"view": "shop.views.carts"}, "has nothing called carts. Did you mean 'shop.views.cart'?"),
        ({"view": "shop.view.cart"}, "no file of the tree is shop.view. Did you mean 'site.shop.views.cart'?"),
        ({"view": "cart"}, "it has no module"),
        ({"view": "shop.views.cart", "setting": "lower"}, "is no name of a setting"),
        ({"view": "shop.views.cart", "created": "today"}, "is no day such as"),
        ({"view": "shop.views.cart", "created": ""}, "is no day such as"),
        ({"view": "shop.views.cart", "toggle": "wafle"}, "Did you mean 'waffle'?"),
        ({"view": "shop.views.cart", "path": "{numbr}"}, "no argument numbr. Did you mean 'number'? It has number."),
        ({"view": "shop.views.cart", "path": "{number!r}"}, "must be the name of an argument"),
        ({"view": "shop.views.cart", "path": "a?b"}, "must be a path: no query"),
        ({"view": "shop.views.cart", "path": "{"}, "can't be read"),
    ],
)
def test_faults_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: dict[str, str], told: str
) -> None:
    write(tmp_path, FILES)
    given = {"setting": "SHOP_MICROFRONTEND_URL", "created": "2024-01-01", **options}
    words = [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
    assert main(["run", "mfe-redirect", str(tmp_path), *words]) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_views_are_found_where_they_are_imported_from(tmp_path: Path) -> None:
    files = {
        "site/shop/__init__.py": "",
        "site/shop/views/__init__.py": "from .carts import *\nfrom .offers import big as offer\n",
        "site/shop/views/carts.py": "def cart(request):\n    return 1\n",
        "site/shop/views/offers.py": "def big(request):\n    return 1\n",
        "other/shop/__init__.py": "",
        "other/shop/views/__init__.py": "",
        "other/shop/views/carts.py": "def cart(request):\n    return 1\n",
    }
    tree = write(tmp_path, files)
    assert set(planned(tree, "site.shop.views.offer").edits) == {"site/shop/views/offers.py"}
    assert (
        "from ..toggles import"
        in after(tmp_path, planned(tree, "site/shop/views/carts.py:cart"))["site/shop/views/carts.py"]
    )
    with pytest.raises(
        CodemodError, match=r"may be any of other/shop/views/carts.py:cart, site/shop/views/carts.py:cart"
    ):
        planned(tree, "shop.views.carts.cart")


def test_the_docstring(tmp_path: Path) -> None:
    """Before and after, as the catalogue has them, with imports around."""
    [codemod] = find(["mfe-redirect"])
    before, once, at_url = (textwrap.dedent(each) for each in re.findall(r"::\n\n((?:\n|    .*\n)+)", codemod.doc))
    urls = """path("u/<username>", learner_profile, name="profile")\n"""
    files = {
        "profiles/__init__.py": "",
        "profiles/settings.py": "PROFILE_MICROFRONTEND_URL = ''\n",
        "profiles/views.py": before,
        "profiles/urls.py": "from profiles.views import learner_profile\n" + urls,
    }
    tree = write(tmp_path, files)
    given = {"setting": "PROFILE_MICROFRONTEND_URL", "created": "2024-01-01"}
    first = plan_of("mfe-redirect", tree, {"view": "profiles.views.learner_profile", **given})
    assert after(tmp_path, first)["profiles/views.py"].endswith(once)
    then = plan_of("mfe-redirect", tree, {"view": "profiles.views.learner_profile", "stage": "2", **given})
    made = after(tmp_path, then)["profiles/urls.py"]
    assert ast.dump(ast.parse(made).body[-1]) == ast.dump(ast.parse(at_url).body[0])
