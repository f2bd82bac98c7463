"""A scenario on a page of Mesa's own, as the example serves it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "mesa_page.py"
NEEDS = ("altair", "matplotlib", "networkx", "solara")
PATIENCE_S = 120.0
PLOT = "document.querySelectorAll('img')[1]?.src"


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE_S):
            return True
    except URLError:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Return the address of the example, served by Solara's own command."""
    if not all(find_spec(each) for each in NEEDS):
        pytest.skip("The extra `mesa` is not installed.")
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "solara", "run", str(EXAMPLE), "--no-open"]
    process = subprocess.Popen(
        [*command, "--production", "--host", "127.0.0.1", "--port", str(port)],
        cwd=tmp_path_factory.mktemp("served"),
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE_S
    try:
        while not answers(f"http://{address}/"):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def page(server, own_servers, browser_page):
    """Return the page, drawn and before its first step."""
    own_servers.add(server)
    browser_page.goto(f"http://{server}/")
    step(browser_page, "0")
    return browser_page


def step(page, number):
    """Wait for a step, given as a pattern, and for all three pictures of it."""
    page.get_by_text(re.compile(f"^Step: {number}$")).wait_for()
    page.wait_for_function("document.querySelectorAll('img').length === 3")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def pictures(page):
    return page.eval_on_selector_all("img", "all => all.map(each => each.src)")


def test_it_steps_plays_pauses_and_resets(page):
    at_first = pictures(page)
    for number in range(1, 4):
        button(page, "Step").click()
        step(page, number)
    page.wait_for_function(
        "before => [...document.querySelectorAll('img')]"
        ".every((each, number) => each.src !== before[number])",
        arg=at_first,
    )
    button(page, "▶").click()
    step(page, "([5-9]|[1-9][0-9]+)")
    button(page, "❚❚").click()
    button(page, "▶").wait_for()
    button(page, "Reset").click()
    step(page, "0")
    assert "error in" not in page.locator("body").inner_text()


def test_a_slider_is_for_the_next_model(page):
    """With more orders a minute, more of them are open after the first."""
    empty, few = pictures(page)[1], after_one_step(page)
    button(page, "Reset").click()
    page.get_by_role("slider").nth(2).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    button(page, "Reset").click()
    page.wait_for_function(f"empty => {PLOT} === empty", arg=empty)
    assert after_one_step(page) not in {empty, few}


def after_one_step(page):
    """Return the picture of open orders, drawn anew after a step."""
    before = pictures(page)[1]
    button(page, "Step").click()
    step(page, "1")
    drawn = f"before => {PLOT} !== before && {PLOT}"
    return page.wait_for_function(drawn, arg=before).json_value()
