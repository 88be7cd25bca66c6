"""The page in a browser: what a person sees, finds and reaches by keyboard, and that names stay names."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from impact.map.runs import PastRun
from impact.report.model import PrecisionCost, Report, ReportedDependency, ReportedSet, ReportedTest
from impact.report.page import render

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">{{ 7 * 7 }}&lt;b&gt;'\""
RUN = PastRun(
    "e", 1_700_000_000_000, True, 3, 1, 1, 0.5, 9.0, (f"{HOSTILE}::test_b",), ((HOSTILE, f"{HOSTILE}: f changed"),)
)
FIRST = PastRun("e", 1_600_000_000_000, True, 0, 3, 0, 9.5, 0.0)
REPORT = Report(
    project=HOSTILE,
    written="2026-01-02 03:04 UTC",
    environment=(("python", HOSTILE),),
    environments=2,
    runs=(FIRST, RUN),
    tests=(
        ReportedTest("a.py::test_a[" + HOSTILE + "]", "passed", 9.0, 0, (0,)),
        ReportedTest(f"{HOSTILE}::test_b", "failed", 0.5, 1, (0, 1)),
        ReportedTest("c.py::test_c", "skipped", 0.0, 0, ()),
    ),
    dependencies=(
        ReportedDependency("source", HOSTILE, 2, 1),
        ReportedDependency("file", "data.json", 1, 0),
        ReportedDependency("service", "localhost:6379", 1, 0),
    ),
    sets=(ReportedSet((), (0,)), ReportedSet((0,), (1, 2))),
    costs=(PrecisionCost(HOSTILE, 2, HOSTILE),),
)


def many(tests: int) -> Report:
    dependencies = tuple(ReportedDependency("source", f"pkg/module{n}.py", tests, 1) for n in range(500))
    return Report(
        "many",
        "now",
        (),
        1,
        (),
        tuple(
            ReportedTest(f"tests/test_{n // 20}.py::test_{n}", "passed", n / 1000, 0, (n // 20,)) for n in range(tests)
        ),
        dependencies,
        tuple(ReportedSet((n % 500,), ()) for n in range(tests // 20 + 1)),
        (),
    )


def visit(browser: Chrome, report: Report, folder: Path) -> None:
    path = folder / "report.html"
    path.write_text(render(report), encoding="utf-8", errors="backslashreplace")
    browser.get(path.as_uri())
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 60).until(
        lambda it: not it.execute_script("return document.getElementById('status').textContent")
    )


def js(browser: Chrome, script: str) -> Any:
    return browser.execute_script(f"return {script}")


def press(browser: Chrome, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def test_the_page_asks_for_nothing_and_holds_no_name_as_markup() -> None:
    page = render(replace(REPORT, project="shop"))
    assert "<img" not in page
    assert page.count("</script>") == 3
    asking = r"""(?:src|href)\s*=\s*["']?(?![#"'])\S|url\(|@import|https?://(?!www\.w3\.org/2000/svg)"""
    assert not re.search(asking, page)


def test_hostile_names_stay_names(browser: Chrome, tmp_path: Path) -> None:
    broken = ReportedTest("d.py::\ud800", "passed", 0.0, 0, ())  # what a file name may hold, and no encoding takes
    visit(browser, replace(REPORT, tests=(*REPORT.tests, broken)), tmp_path)
    for part in ("tests", "files", "precision", "runs", "overview"):
        js(browser, f"show({part!r})")
    js(browser, "page.openTest(page.facts.tests[3])")
    assert js(browser, "document.querySelector('#tests .detail h3').textContent === 'd.py::\\ud800'")
    js(browser, "page.openTest(page.facts.tests[1])")
    assert js(browser, f"document.querySelector('#tests .detail h3').textContent.startsWith({json.dumps(HOSTILE)})")
    js(browser, "page.openFile(page.facts.files[0])")
    assert js(browser, "document.images.length") == 0
    assert js(browser, "document.title") != "owned"
    assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []


def test_a_search_tells_what_a_test_rests_on_and_why_it_ran(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    visit(browser, REPORT, tmp_path)
    assert "9.0 s" in browser.find_element(By.ID, "cards").text
    browser.find_element(By.ID, "tab-tests").click()
    browser.find_element(By.CSS_SELECTOR, "#tests input").send_keys("test_B")
    assert browser.find_element(By.CSS_SELECTOR, "#tests .tools .quiet").text == "1 found"
    browser.find_element(By.CSS_SELECTOR, "#tests .row").click()
    told = browser.find_element(By.CSS_SELECTOR, "#tests .detail").text
    assert re.search(r"Why it ran\n.*: f changed", told)
    assert re.search(r"Executes code of \(1\)", told)
    assert re.search(r"Reads or looks at \(1\)\ndata.json", told)
    assert re.search(r"Connects to \(1\)\nlocalhost:6379", told)
    browser.find_element(By.ID, "tab-files").click()
    browser.find_element(By.CSS_SELECTOR, "#files input").send_keys("data")
    browser.find_element(By.CSS_SELECTOR, "#files .row").click()
    assert "Tests that use it (1)" in browser.find_element(By.CSS_SELECTOR, "#files .detail").text


def test_everything_is_reached_by_keyboard(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    visit(browser, REPORT, tmp_path)
    press(browser, Keys.TAB, Keys.TAB, Keys.ENTER)  # past the link to the content: the switch of colours
    assert js(browser, "document.activeElement.id") == "theme"
    press(browser, Keys.TAB, Keys.ARROW_RIGHT)
    assert js(browser, "document.activeElement.id") == "tab-tests"
    assert browser.find_element(By.ID, "tests").is_displayed()
    press(browser, Keys.TAB, Keys.ARROW_DOWN, Keys.ARROW_DOWN)  # from the search into the list
    active = js(browser, "document.activeElement.getAttribute('aria-activedescendant')")
    chosen = browser.find_element(By.ID, active)
    assert chosen.get_attribute("aria-selected") == "true"
    assert "test_b" in chosen.text
    assert "test_b" in browser.find_element(By.CSS_SELECTOR, "#tests .detail h3").text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_follow_the_system_and_the_switch(browser: Chrome, tmp_path: Path, scheme: str) -> None:
    from selenium.webdriver.common.by import By

    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    visit(browser, REPORT, tmp_path)
    grounds = [js(browser, "getComputedStyle(document.body).backgroundColor")]
    browser.find_element(By.ID, "theme").click()
    grounds.append(js(browser, "getComputedStyle(document.body).backgroundColor"))
    light, dark = "rgb(246, 247, 249)", "rgb(17, 21, 27)"
    assert grounds == ([light, dark] if scheme == "light" else [dark, light])


def test_fifty_thousand_tests_can_be_scrolled_and_searched(browser: Chrome, tmp_path: Path) -> None:
    visit(browser, many(50_000), tmp_path)
    assert (tmp_path / "report.html").stat().st_size < 15e6
    js(browser, "show('tests')")
    assert js(browser, "document.querySelectorAll('#tests .row').length") < 100
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    listing = browser.find_element(By.CSS_SELECTOR, "#tests .list")
    listing.click()
    press(browser, Keys.END)
    assert "test_9999" in browser.find_element(
        By.CSS_SELECTOR, "#tests .row[aria-selected=true]"
    ).text or "test_49999" in (browser.find_element(By.CSS_SELECTOR, "#tests .row[aria-selected=true]").text)
    browser.find_element(By.CSS_SELECTOR, "#tests input").send_keys("test_2499.py 49985")
    assert browser.find_element(By.CSS_SELECTOR, "#tests .tools .quiet").text == "1 found"


def test_a_report_of_nothing_is_a_page(browser: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    visit(browser, Report("empty", "now", (), 0, (), (), (), (), ()), tmp_path)
    assert "No run is remembered yet." in browser.find_element(By.ID, "overview").text
