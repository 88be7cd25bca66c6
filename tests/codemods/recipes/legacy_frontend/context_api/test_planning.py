"""`context-api`: what is written where, by which conventions, and what is refused."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.errors import CodemodError
from codemods.plans.tree import Tree
from codemods.registry import find
from tests.codemods.recipes.legacy_frontend.trees import after, plan_of, write

HEAD = """
from django.views.generic import View
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from shop.models import Cart
"""
FILES = {
    "shop/__init__.py": "",
    "shop/views.py": HEAD
    + "\ndef cart(request, number):\n    return render(request, 'cart.html', {'number': number})\n",
}
FOLDER = "shop/rest_api/v1"


def made(root: Path, files: dict[str, str], view: str = "shop.views.cart") -> dict[str, str]:
    tree = write(root, {**FILES, **files})
    return after(root, plan_of("context-api", tree, {"view": view}))


def test_the_docstring(tmp_path: Path) -> None:
    """Before and after, as the catalogue has them, with imports around."""
    [codemod] = find(["context-api"])
    before, page, api = (textwrap.dedent(each) for each in re.findall(r"::\n\n((?:\n|    .*\n)+)", codemod.doc))
    texts = made(tmp_path, {"shop/views.py": f"{HEAD}{before}"})
    assert shorn(texts["shop/views.py"]).endswith(shorn(page))
    written = shorn(texts[f"{FOLDER}/serializers/cart.py"]) + shorn(texts[f"{FOLDER}/views/cart.py"])
    for each in ast.parse(api).body:
        assert ast.unparse(each) in written
    assert texts[f"{FOLDER}/serializers/cart.py"].count("# FILL IN: ") == api.count("# FILL IN: ") == 2


def shorn(text: str) -> str:
    """Return a source without docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.unparse(tree)


def test_comments_and_spaces_of_the_body_stay(tmp_path: Path) -> None:
    views = """
        from django.shortcuts import render

        @decorated
        def cart(request, number=3, *, size=None):
            # Before all.
            names = [  1,2 ]   # odd
            try:
                return render(
                    request,
                    'cart.html',
                    {
                        'names': names,  # these
                    },
                )
            except KeyError:
                raise Http404
        """
    text = made(tmp_path, {"shop/views.py": views})["shop/views.py"]
    assert text == textwrap.dedent(
        '''\
        from django.shortcuts import render

        @decorated
        def cart(request, number=3, *, size=None):
            return render(request, 'cart.html', get_cart_context(request, number, size=size))


        def get_cart_context(request, number=3, *, size=None):
            """Return what the page cart shows."""
            # Before all.
            names = [  1,2 ]   # odd
            try:
                return {
                    'names': names,  # these
                }
            except KeyError:
                raise Http404
        '''
    )


def test_a_second_api_beside_the_first(tmp_path: Path) -> None:
    more = "\ndef offer(request):\n    return render(request, 'offer.html', {'on': True})\n"
    urls = "from django.urls import path\n\nfrom shop import views\n\nurlpatterns = [path('', views.cart)]\n"
    write(tmp_path, {**FILES, "shop/views.py": FILES["shop/views.py"] + more, "shop/urls.py": urls})
    for view in ("cart", "offer"):
        assert main(["context-api", f"shop.views.{view}", str(tmp_path), "--write"]) == 0
    own = (tmp_path / FOLDER / "urls.py").read_text()
    assert own.count("path('") == 2
    assert own.count("import ") == 3
    assert (tmp_path / "shop/urls.py").read_text().count("include('shop.rest_api.v1.urls')") == 1
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.py")}
    assert main(["context-api", "shop.views.cart", str(tmp_path), "--write"]) == 0
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*.py")}


def test_decorators_guard_the_api_too(tmp_path: Path) -> None:
    views = """
        from django.contrib.auth.decorators import login_required
        from django.shortcuts import render
        from django.utils.decorators import method_decorator
        from django.views.decorators.http import require_GET
        from django.views.generic import View
        from guards import middle, only, outer, roles as all_roles
        import rules.course as course_rules

        def own(view): return view

        @method_decorator(outer, name="dispatch")
        class CartView(View):
            @method_decorator(middle)
            def dispatch(self, *args, **kwargs):
                return super().dispatch(*args, **kwargs)

            @method_decorator(login_required)
            @method_decorator(only(all_roles.BUYER, course_rules.x))
            @method_decorator(own)
            def get(self, request):
                return render(request, 'cart.html', {})
        """
    text = made(tmp_path, {"shop/views.py": views}, "shop.views.CartView")[f"{FOLDER}/views/cart.py"]
    guards = re.findall(r"    @method_decorator\((.*)\)\n", text)
    assert guards == ["outer", "middle", "only(all_roles.BUYER, course_rules.x)", "own"]
    assert "from guards import middle, only, outer, roles as all_roles\n" in text
    assert "import rules.course as course_rules\n" in text
    assert re.search(r"from (shop|\.\.\.\.)views import get_cart_context, own\n", text)
    assert "require_GET" not in text


def test_old_projects(tmp_path: Path) -> None:
    views = """
        from django.core.urlresolvers import reverse
        from django.shortcuts import render

        def cart(request, course_id, number=None):
            print "old"
            return render(request, 'cart.html', {'course_id': course_id, 'number': number})
        """
    texts = made(tmp_path, {"shop/views.py": views, "shop/urls.py": "urlpatterns = patterns('')\n"})
    assert "print \"old\"\n    return {'course_id'" in texts["shop/views.py"]
    assert "number = serializers.CharField(allow_null=True)\n" in texts[f"{FOLDER}/serializers/cart.py"]
    urls = texts[f"{FOLDER}/urls.py"]
    assert "url(r'^cart/(?P<course_id>.+)/$'," in urls
    assert "url(r'^cart/(?P<course_id>.+)/(?P<number>[^/]+)/$'," in urls
    assert "import mock\n" in texts[f"{FOLDER}/tests/test_cart.py"]


def test_conventions_of_the_project(tmp_path: Path) -> None:
    listed = """
        from auth import Bearer, Session
        from rest_framework import permissions
        from own import IsOwner

        class A(APIView):
            authentication_classes = (Bearer, Session)
            permission_classes = (permissions.IsAuthenticated, IsOwner)

        class B(APIView):
            authentication_classes = [Bearer, Session]
            permission_classes = (permissions.IsAuthenticated, IsOwner)

        class C(APIView):
            authentication_classes = (Session,)
            permission_classes = (permissions.IsAuthenticated,)

        class D(APIView):
            authentication_classes = ()
            permission_classes = (permissions.AllowAny,)

        class E(D):
            permission_classes = D.permission_classes
        """
    text = made(tmp_path, {"shop/api.py": listed})[f"{FOLDER}/views/cart.py"]
    assert (
        "    authentication_classes = (Bearer, Session)\n    permission_classes = (IsAuthenticated, IsOwner)\n" in text
    )
    assert "from auth import Bearer, Session\n" in text
    assert "from own import IsOwner\nfrom rest_framework.permissions import IsAuthenticated\n" in text


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        ("def cart(request):", "return go()", "renders nothing itself"),
        ("def cart(request):", "r = render(request, 'a', {})\nr.x = 1\nreturn r", "does more with it"),
        (
            "def cart(request):",
            "if x:\n    return render(request, 'a', {})\nreturn render(request, 'b', {})",
            "renders another template than elsewhere",
        ),
        ("def cart(request):", "t = go()\nreturn render(request, t, {'a': t})", "renders with t, made in the view"),
        ("def cart(request):", "return render(request, 'a',  # why\n    {})", "a comment inside of the call"),
        ("def cart(request, *names):", "return render(request, 'a', {})", "takes arguments of any name"),
        ("def cart(request): return render(request, 'a', {})", "", "has the body beside the head"),
        ("get_cart_context = 1\ndef cart(request):", "return render(request, 'a', {})", "a name of its own"),
        ("class cart(View):\n  def get(self, request):", "return render(request, self.t, {})", "uses self"),
        ("class cart(Own, View):\n  def get(self, request):", "return render(request, 'a', {})", "has the base Own"),
        ("@own\nclass cart(View):\n  def get(self, request):", "return render(request, 'a', {})", "decorated by own"),
        (
            "class cart(View):\n  def dispatch(self): return check(self)\n  def get(self, request):",
            "return render(request, 'a', {})",
            "does more in dispatch than hand on",
        ),
        (
            "class cart(View):\n  permission_classes = ()\n  def get(self, request):",
            "return render(request, 'a', {})",
            "has permission_classes of its own",
        ),
        ("class cart(View):", "pass", "has no get of its own"),
        (
            "class cart(DetailView):",
            "def get_context_data(self): pass",
            "nor a get_context_data with TemplateView as base",
        ),
        (
            "class cart(View):\n  def get(self, request):",
            'a = """\n  b"""\nreturn render(request, "a", {})',
            "a text of several lines",
        ),
        (
            "class cart(View):\n  def get(self, request):",
            'print "a"\nreturn render(request, "a", {})',
            "has syntax of Python 2 in what would have to move",
        ),
        ("def cart(request):", "yield 1\nreturn render(request, 'a', {})", "yields or awaits"),
    ],
)
def test_refused(tmp_path: Path, head: str, body: str, told: str) -> None:
    with pytest.raises(CodemodError) as fault:
        made(tmp_path, {"shop/views.py": f"{HEAD}{head}\n{textwrap.indent(body, '    ')}\n"})
    assert told in str(fault.value)


def test_a_file_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**FILES, f"{FOLDER}/serializers.py": ""})
    assert main(["context-api", "shop.views.cart", str(tmp_path)]) == 2
    assert "rest_api/v1/serializers.py is a module, and a folder of that name is needed" in capsys.readouterr().err


def test_nothing_is_imported_for_it(tmp_path: Path) -> None:
    """A tree whose Django would not even start can be worked on."""
    tree: Tree = write(tmp_path, {**FILES, "django/__init__.py": "raise SystemExit\n"})
    assert plan_of("context-api", tree, {"view": "shop.views.cart"}).creations


def test_pages_of_template_view(tmp_path: Path) -> None:
    views = """
        from django.views.generic import TemplateView
        from guards import StaffMixin

        class CartView(StaffMixin, TemplateView):
            def get_context_data(self, **kwargs):
                return dict(super(CartView, self).get_context_data(**kwargs), size=3)
        """
    urls = """
        from django.urls import path
        from shop.views import CartView

        urlpatterns = [path('<a>/<b>', CartView.as_view()), path('<a>', CartView.as_view())]
        """
    texts = made(tmp_path, {"shop/views.py": views, "shop/urls.py": urls}, "shop.views.CartView")
    assert "shop/views.py" not in texts
    assert "class CartView(StaffMixin, APIView):\n" in texts[f"{FOLDER}/views/cart.py"]
    assert "from guards import StaffMixin\n" in texts[f"{FOLDER}/views/cart.py"]
    assert "    size = serializers.IntegerField()\n" in texts[f"{FOLDER}/serializers/cart.py"]
    assert re.findall(r"path\('(.*?)'", texts[f"{FOLDER}/urls.py"]) == ["cart/<str:a>/", "cart/<str:a>/<str:b>/"]
    with pytest.raises(CodemodError, match=r"can't ask for before Django 2\.2"):
        made(tmp_path, {"shop/views.py": views, "a.py": "import django.core.urlresolvers\n"}, "shop.views.CartView")


def test_urls_that_can_not_be_added_to(tmp_path: Path) -> None:
    tree = write(tmp_path, {**FILES, "shop/urls.py": "urlpatterns = ('', 1)\n"})
    plan = plan_of("context-api", tree, {"view": "shop.views.cart"})
    assert "shop/urls.py" not in plan.edits
    [told] = [each.reason for each in plan.left]
    assert told.endswith("add include('shop.rest_api.v1.urls') where it shall be reached")
