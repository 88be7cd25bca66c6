"""The page to explore the graph, in a browser without a network: search, filters, and the reachable set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from codemods.inventory.owners import Owners
from codemods.recipes.legacy_frontend.explorer import page_of
from codemods.recipes.legacy_frontend.pages import find_pages
from tests.browser import browser
from tests.codemods.recipes.legacy_frontend.shop import FILES, open_shop

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

__all__ = ["browser"]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    urls = FILES["shop/urls.py"].replace('"order/"', '"order/</script><b>"')  # hostile: it must stay text
    frontend = open_shop(root, FILES | {"shop/urls.py": urls})
    file = root / "explorer.html"
    file.write_text(page_of(frontend, find_pages(frontend, Owners())), encoding="utf-8")
    return file


def test_search_filter_and_reach(browser: Chrome, page: Path) -> None:
    browser.get(page.as_uri())
    rows = browser.find_elements("css selector", "#list button")
    assert browser.find_element("id", "count").text == "6 pages"
    assert len(rows) == 6
    browser.find_element("id", "search").send_keys("older")
    assert browser.find_element("id", "count").text == "1 page"
    browser.find_element("css selector", "#list button").click()
    detail = browser.find_element("id", "detail").text
    assert "shop/templates/parts/only_older.html" in detail
    assert "LEGACY: renders shop/templates/old.html" in detail
    browser.execute_script(
        "[...document.querySelectorAll('#detail .to')].find(a => a.textContent.endsWith('only_older.html')).click()"
    )
    assert "is asked for by" in browser.find_element("id", "detail").text
    assert "shop/templates/older.html" in browser.find_element("id", "detail").text
    browser.find_element("id", "search").clear()
    browser.execute_script(
        "const s = document.getElementById('technology'); s.value = 'django'; s.dispatchEvent(new Event('input'))"
    )
    assert browser.find_element("id", "count").text == "1 page"
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_what_is_missing_or_open_is_told(browser: Chrome, tmp_path: Path) -> None:
    views = FILES["shop/views.py"].replace('"order.html"', 'request.GET["page"]')
    old = FILES["shop/templates/old.html"] + '<%include file="nowhere.html"/>'
    frontend = open_shop(tmp_path, FILES | {"shop/views.py": views, "shop/templates/old.html": old})
    file = tmp_path / "explorer.html"
    file.write_text(page_of(frontend, find_pages(frontend, Owners())), encoding="utf-8")
    browser.get(file.as_uri())
    told = {
        "old": ("not there (1)", "nowhere.html\nshop/templates/old.html:"),
        "order": ("known at run time only (1)", "*\nshop/views.py:"),
    }
    for view, expected in told.items():
        find = "[...document.querySelectorAll('#list .where')].find(e => e.firstChild.textContent === arguments[0])"
        browser.execute_script(f"{find}.parentElement.click()", view)
        detail = browser.find_element("id", "detail").text
        assert all(each in detail for each in expected), detail


def test_the_page_needs_nothing_else(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "http:" not in text.replace("http://www.w3.org", "")
    assert "https:" not in text
    assert "src=" not in text.partition("<script")[0]
