"""Links of documents to what moves, and of documents that move."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.codemods.recipes.structure.trees import lay_out, moved, read

SHOP = {
    "shop/__init__.py": "",
    "shop/base.py": "",
    "shop/core/__init__.py": "",
    "shop/core/links.py": "",
    "shop/core/other.py": "",
    "shop/core/a.png": "",
    "shop/core/README.md": "[in](links.py) [up](../base.py) [doc](../../docs/a.md#x) ![p](./a.png)\n",
    "docs/b.md": "",
}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("docs/a.md", "[x](../shop/core/links.py)", "[x](../shop/web/urls.py)"),
        ("docs/a.md", "[x](../shop/core/links.py#L3 'one')", "[x](../shop/web/urls.py#L3 'one')"),
        ("docs/a.md", "[`links`](<../shop/core/links.py>)", "[`links`](<../shop/web/urls.py>)"),
        ("docs/a.md", '[x]\n\n[x]: ../shop/core/links.py "one"', '[x]\n\n[x]: ../shop/web/urls.py "one"'),
        ("docs/a.md", '<a id="1" href="../shop/core/links.py">', '<a id="1" href="../shop/web/urls.py">'),
        ("shop/core/a.md", "[x](./links.py), [y](links.py)", "[x](../web/urls.py), [y](../web/urls.py)"),
        ("shop/web/a.md", "[x](../core/links.py)", "[x](urls.py)"),
        ("shop/web/a.md", "[x](./../core/links.py)", "[x](./urls.py)"),
        ("docs/a.rst", "`x <../shop/core/links.py>`_", "`x <../shop/web/urls.py>`_"),
        ("docs/a.rst", "`x <../shop/core/links.py>`__.", "`x <../shop/web/urls.py>`__."),
        ("docs/a.rst", ".. _x: ../shop/core/links.py", ".. _x: ../shop/web/urls.py"),
        (
            "docs/a.rst",
            ".. literalinclude:: ../shop/core/links.py\n   :lines: 1",
            ".. literalinclude:: ../shop/web/urls.py\n   :lines: 1",
        ),
        ("docs/a.rst", ":download:`x <../shop/core/links.py>`", ":download:`x <../shop/web/urls.py>`"),
        ("a.rst", ":download:`shop/core/links.py`", ":download:`shop/web/urls.py`"),
    ],
)
def test_a_link_to_a_module(tmp_path: Path, path: str, before: str, after: str) -> None:
    lay_out(tmp_path, SHOP | {path: before + "\n"})
    moved(tmp_path, "shop.core.links", "shop.web.urls")
    assert read(tmp_path, path) == after + "\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/a.md", "[x](../shop/core/other.py)"),
        ("docs/a.md", "[x](shop/core/links.py)"),  # from here it leads nowhere
        ("docs/a.md", "[x](../../shop/core/links.py)"),
        ("docs/a.md", "[x](https://example.org/../shop/core/links.py)"),
        ("docs/a.md", "[x](../shop%2Fcore/links.py), [x](#links), [x](/shop/core/links.py)"),
        ("docs/a.md", "`[x](../shop/core/links.py)`"),
        ("docs/a.md", "```md\n[x](../shop/core/links.py)\n```"),
        ("docs/a.md", "[^1]: ../shop/core/links.py"),
        ("docs/a.md", "(see ../shop/core/links.py)"),
        ("docs/a.rst", "see ../shop/core/links.py"),
        ("docs/a.rst", "`../shop/core/links.py <https://example.org>`_"),
    ],
)
def test_what_is_no_sure_link_stays(tmp_path: Path, path: str, text: str) -> None:
    lay_out(tmp_path, SHOP | {path: text + "\n"})
    moved(tmp_path, "shop.core.links", "shop.web.urls")
    assert read(tmp_path, path) == text + "\n"


def test_a_package_with_documents(tmp_path: Path) -> None:
    index = """\
        [core]({0}/), [it]({0}), [readme]({0}/README.md)

        ~~~
        [core](../shop/core/)
        ~~~

        ![p]({0}/a.png)
        """
    more = {"docs/a.md": index.format("../shop/core"), "shop/core/n.rst": "`b <../../docs/b.md>`_, `o <other.py>`_\n"}
    lay_out(tmp_path, SHOP | more)
    moved(tmp_path, "shop.core", "shop.web.kernel")
    assert read(tmp_path, "docs/a.md") == textwrap.dedent(index.format("../shop/web/kernel"))
    assert read(tmp_path, "shop/web/kernel/README.md") == (
        "[in](links.py) [up](../../base.py) [doc](../../../docs/a.md#x) ![p](./a.png)\n"
    )
    assert read(tmp_path, "shop/web/kernel/n.rst") == "`b <../../../docs/b.md>`_, `o <other.py>`_\n"


def test_what_is_not_changed_is_listed(tmp_path: Path) -> None:
    lay_out(tmp_path, SHOP | {"docs/a.md": "[x](/shop/core/links.py)\n\n[y](../shop/core/links.py)\n"})
    plan = moved(tmp_path, "shop.core.links", "shop.web.urls")
    assert [(each.path, each.line) for each in plan.left] == [("docs/a.md", 1)]
