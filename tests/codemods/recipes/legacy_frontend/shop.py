"""A small shop on Django and Mako, with one of everything that a frontend of that age is made of."""

from __future__ import annotations

from pathlib import Path

from codemods.recipes.legacy_frontend.graph.building import Frontend, build
from codemods.recipes.legacy_frontend.graph.files import list_files
from codemods.recipes.legacy_frontend.graph.model import Edge
from codemods.running.files import Root

FILES = {
    "shop/settings.py": """
import os
HERE = os.path.dirname(os.path.abspath(__file__))
TEMPLATES = [{"BACKEND": "mako", "DIRS": [os.path.join(HERE, "templates"), os.path.join(HERE, "common", "templates")]}]
STATICFILES_DIRS = [os.path.join(HERE, "static")]
INSTALLED_APPS = ["django.contrib.admin", "wiki"]
base_js = ["js/base.js"]
PIPELINE_JS = {
    "main": {"source_filenames": base_js + ["js/" + name + ".js" for name in ["menu", "search"]]},
    "unasked": {"source_filenames": ["js/unasked.js"]},
}
PIPELINE_CSS = {"style": {"source_filenames": ["css/shop.css"]}}
""",
    "shop/urls.py": """
from django.urls import include, path
from django.contrib.auth.decorators import login_required
from django.views.generic import RedirectView
from django.conf import settings
from shop import views
urlpatterns = [
    path("", views.index, name="index"),
    path("login/", login_required(views.LoginView.as_view()), name="login"),
    path("help/", views.static_page, {"template": "help.html"}, name="help"),
    path("account/", RedirectView.as_view(url=settings.ACCOUNT_MICROFRONTEND_URL), name="account"),
    path("old/", "shop.views.old", name="old"),
    path("order/", views.order, name="order"),
]
""",
    "shop/views.py": '''
"""The views; docstring.html is no template."""
from django.conf import settings
from django.shortcuts import redirect, render
from django.views.generic import View
from shop.shortcuts import render_to_response

def index(request):
    name = "index.html"
    return render_to_response(name, {})

class LoginView(View):
    template_name = "login.html"
    def get(self, request):
        return render(request, self.template_name)

def static_page(request, template):
    return render_to_response("pages/" + template, {})

def old(request):
    if settings.FEATURES.get("OLD_SHOP"):
        return show("old.html")
    return show("%s.html" % "older")

def order(request):
    if settings.FEATURES["NEW_ORDER"]:
        return redirect(settings.ORDER_MICROFRONTEND_URL + "?" + request.GET.urlencode())
    return render_to_response("order.html", {})

def show(template):
    return render_to_response(template, {})

def forgotten(request):
    return render_to_response("forgotten.html", {})
''',
    "shop/shortcuts.py": """
def render_to_response(template_name, context):
    return lookup(template_name).render(**context)
""",
    "shop/templates/base.html": """<html><%namespace name="static" file="static.html"/>
<%static:css group="style"/>
<%static:js group="${self.attr.bundle}"/>
${next.body()}
</html>
""",
    "shop/templates/static.html": "<%def name='js(group)'></%def>\n",
    "shop/templates/index.html": """<%inherit file="base.html"/>
<%! bundle = "main" %>
<%include file="parts/menu.html"/>
% for name in ["first", "second"]:
<%static:include path="items/${name}.underscore"/>
% endfor
% for name in ["third"]:
<%static:include path="items/${name}.underscore"/>
% endfor
<%static:require_module module_name="js/shop/factory" class_name="Factory"></%static:require_module>
<img src="${static.url('images/a.png')}">
""",
    "shop/templates/parts/menu.html": '<%include file="entry.html"/> ${_("Menu")} ${_("More")}\n',
    "shop/templates/parts/entry.html": "% if 1:\n${print 1}\n% endif\n",
    "shop/templates/login.html": '{% extends "plain.html" %}{% static "js/login.js" %}{% trans "Hello" %}\n',
    "shop/templates/plain.html": '{% block a %}{% endblock %}<script src="/static/js/plain.js"></script>\n',
    "shop/templates/pages/help.html": '<script>require(["js/help"], function(x) {});</script> ${1}\n',
    "shop/templates/old.html": '<%inherit file="base.html"/>\n',
    "shop/templates/older.html": '<%inherit file="base.html"/><%include file="parts/only_older.html"/>\n',
    "shop/templates/parts/only_older.html": "${1}\n",
    "shop/templates/order.html": '<%inherit file="base.html"/>\n',
    "shop/templates/forgotten.html": "${1}\n",
    "shop/templates/docstring.html": "${1}\n",
    "shop/templates/only_tested.html": "${1}\n",
    "shop/templates/wiki/page.html": "{% load wiki %}\n",
    "shop/templates/items/first.underscore": "<%- first %>\n",
    "shop/templates/items/second.underscore": "<%- second %>\n",
    "shop/templates/items/third.underscore": "<%- third %>\n",
    "shop/templates/items/fourth.underscore": "<%- fourth %>\n",
    "shop/common/templates/index.html": "<!-- comes after that of the shop --> ${1}\n",
    "themes/red/templates/index.html": "${1}\n",
    "shop/static/js/base.js": "var base = 1;\n",
    "shop/static/js/menu.js": "var menu = 1;\n",
    "shop/static/js/search.coffee": "# require ['js/commented']\nrequire ['js/search/box'], (Box) -> new Box\n",
    "shop/static/js/search/box.js": "define([], function() {});\n",
    "shop/static/js/commented.js": "var x = 1;\n",
    "shop/static/js/unasked.js": "var x = 1;\n",
    "shop/static/js/login.js": "var x = 1;\n",
    "shop/static/js/plain.js": "var x = 1;\n",
    "shop/static/js/help.js": "define(['jquery', './help/deep'], function() {});\n",
    "shop/static/js/help/deep.js": "define(['text!../templates/deep.underscore'], function(t) {});\n",
    "shop/static/js/templates/deep.underscore": "<% if (x) { %>a<% } %>\n",
    "shop/static/js/shop/factory.js": "define(['mapped/thing']); require.config({paths: {'mapped': 'js/real'}});\n",
    "shop/static/js/real/thing.js": "define([], function() {});\n",
    "shop/static/js/vendor/jquery.js": "var unasked = 1;\n",
    "shop/static/sass/shop.scss": "// @import 'commented';\n@import 'parts/colours', 'grid';\n",
    "shop/static/sass/parts/_colours.scss": "$a: 1;\n",
    "shop/static/sass/_grid.scss": "$b: 1;\n",
    "shop/static/sass/_commented.scss": "$c: 1;\n",
    "shop/tests/test_views.py": 'def test_old(client):\n    client.get(reverse("old"))\n    "only_tested.html"\n',
}


def write(root: Path, files: dict[str, str] = FILES) -> Path:
    """Write the files of a project; return its root."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip("\n"), encoding="utf-8")
    return root


def open_shop(root: Path, files: dict[str, str] = FILES) -> Frontend:
    """Write a project and return its graph."""
    write(root, files)
    return build(list_files(Root(root, has_git=False), [root]))


def edges_to(frontend: Frontend, path: str) -> list[Edge]:
    """Return the edges that lead to a file."""
    return frontend.graph.entering.get(frontend.graph.files[path], [])
