"""A headless Chromium for the pages that we write: what a person would see and do, without a network.

The system's browser and driver are used as they are; nothing is downloaded. Where they are missing the tests say so.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

#: The names under which systems install the browser; Debian's first.
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # containers run as root
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--window-size=1280,900",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page that asks for the network fails to
)


def find_browser() -> tuple[str | None, str | None]:
    """Return the paths of the browser and of its driver, None for what is missing."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None), shutil.which("chromedriver")


@contextlib.contextmanager
def open_browser(binary: str | None, driver: str | None) -> Iterator[Chrome]:
    """Start a browser without network, and end it."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    options = ChromeOptions()
    options.binary_location = binary or ""
    for option in _OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options=options, service=ChromeService(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    """A browser without network; use `browser.get(path.as_uri())`, `find_element`, `save_screenshot`."""
    binary, driver = find_browser()
    if binary is None or driver is None:
        pytest.skip("no Chromium with chromedriver on PATH (Debian: apt install chromium chromium-driver)")
    with open_browser(binary, driver) as chrome:
        yield chrome
