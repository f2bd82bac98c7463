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
MAP, ORDERS = 0, 1  # numbers of pictures
PICTURE = """number => {
    const drawn = document.querySelectorAll("img")[number];
    if (!drawn?.complete || !drawn.naturalWidth) return null;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [drawn.naturalWidth, drawn.naturalHeight];
    canvas.getContext("2d").drawImage(drawn, 0, 0);
    return canvas.toDataURL();
}"""


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
    """Wait for a step, given as a pattern; Mesa 3.5 calls it a time."""
    page.get_by_text(re.compile(rf"^(Step: {number}|Time: {number}\.0)$")).wait_for()


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def picture(page, number, condition="true", other=None):
    """Return a picture's points, as text, once `now` is drawn as `other` demands."""
    drawn = f"""([number, other]) => {{
        const now = ({PICTURE})(number);
        return now && {condition} && now;
    }}"""
    return page.wait_for_function(drawn, arg=[number, other]).json_value()


def another_picture(page, number, other):
    return picture(page, number, "now !== other", other)


def test_it_steps_plays_pauses_and_resets(page):
    at_first = [picture(page, number) for number in (MAP, ORDERS)]
    for number in range(1, 4):
        button(page, "Step").click()
        step(page, number)
    for number, before in zip((MAP, ORDERS), at_first, strict=True):
        another_picture(page, number, before)
    button(page, "▶").click()
    step(page, "([5-9]|[1-9][0-9]+)")
    button(page, "❚❚").click()
    button(page, "▶").wait_for()
    button(page, "Reset").click()
    step(page, "0")
    for number, before in zip((MAP, ORDERS), at_first, strict=True):
        picture(page, number, "now === other", before)
    assert "error in" not in page.locator("body").inner_text()


def test_a_slider_is_for_the_next_model(page):
    """With more orders a minute, more of them are open after the first."""
    empty = picture(page, ORDERS)
    button(page, "Step").click()
    few = another_picture(page, ORDERS, empty)
    page.get_by_role("slider").nth(2).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    button(page, "Reset").click()
    picture(page, ORDERS, "now === other", empty)
    button(page, "Step").click()
    assert another_picture(page, ORDERS, empty) != few
