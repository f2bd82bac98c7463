"""A real browser: a page without errors that asks nobody for anything.

Needs Playwright for Python and a Chromium of the system. Where one is missing these
tests are skipped, unless ``DELIVERAI_BROWSER=required`` says that this is a failure.
``DELIVERAI_CHROMIUM`` names a Chromium that is not on the path.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest

from tests.browser.playback_page import playback_page, until

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # containers have little of it
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",  # there is none for root
)
INSIDE = {"file", "data", "blob", "about"}
PATIENCE_MS = 60_000  # a busy machine draws a long page slowly


def chromium():
    """Return the path of a Chromium, or None."""
    named = os.environ.get("DELIVERAI_CHROMIUM")
    found = (shutil.which(each) for each in ((named,) if named else NAMES))
    return next(filter(None, found), None)


def missing(what):
    """Skip what needs a browser, or fail where a browser is required."""
    if os.environ.get("DELIVERAI_BROWSER") == "required":
        pytest.fail(f"{what}, and DELIVERAI_BROWSER=required.")
    pytest.skip(f"{what}.")


@pytest.fixture(scope="session")
def browser():
    """Return a Chromium with an empty profile, one for all tests of a process."""
    path = chromium()
    if path is None:
        missing("Found no Chromium")
    if sync_playwright is None:
        missing("Playwright is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), timeout=PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture
def own_servers():
    """Return a set to which a test adds the addresses it serves itself.

    As ``127.0.0.1:8765``; requests to them are not counted as going outside.
    """
    return set()


@pytest.fixture
def browser_page(browser, own_servers):
    """Return a page that must end without error or request to the outside."""
    yield from watched_page(browser, own_servers)


@pytest.fixture
def show_playback(browser_page, tmp_path):
    """Return what opens a page with playbacks and waits until they are known."""

    def shown(*playbacks, **given):
        file = tmp_path / "playback.html"
        file.write_text(playback_page(*playbacks, **given), encoding="utf-8")
        browser_page.goto(file.as_uri())
        if not given.get("held"):
            until(browser_page, "player.clock.finished")
        return browser_page

    return shown


def watched_page(browser, own_servers):
    """Give a page, and complain afterwards of what it did."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    asked, failed, said, errors = [], [], [], []
    context.on("request", lambda request: asked.append(request.url))
    context.on("requestfailed", lambda request: failed.append(request.url))
    page.on("console", lambda message: said.append((message.type, message.text)))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    outside = [
        url
        for url in asked
        if urlsplit(url).scheme not in INSIDE
        and urlsplit(url).netloc not in own_servers
    ]
    assert outside == [], "requests to the outside"
    assert failed == [], "requests that failed"
    assert errors == [], "errors of scripts"
    assert [text for kind, text in said if kind == "error"] == [], "the console"
