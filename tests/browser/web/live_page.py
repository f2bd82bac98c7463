"""What tests do on the live page: open it, wait, press, turn and read."""

import json
import urllib.request

from tests.browser.playback_page import frames_later

STATE = "document.querySelector('.dai-player[data-t]')?.dataset"


def opened(page, address):
    """Go to an address and wait until its run is known to the end."""
    page.goto(address)
    known(page)
    return page


def known(page):
    page.wait_for_selector(".dai-player[data-t]")
    page.wait_for_function(
        "document.querySelector('.dai-end')?.textContent.startsWith(' of ')"
    )


def drawn(page):
    """Wait until what was asked for is shown: by the next frame but one."""
    frames_later(page, 2)


def clock_s(page):
    drawn(page)
    return float(page.evaluate(f"{STATE}.t"))


def to_the_end(page):
    page.get_by_role("slider", name="Time", exact=True).press("End")
    page.wait_for_function(f"Number({STATE}.t) > 0")


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def knob(page, key, group="first"):
    return page.locator(f"[data-group={group}] [data-key='{key}']")


def shown(page, gauge):
    """Return an indicator's exact value as the page has it."""
    drawn(page)
    cell = page.locator(f"td[data-gauge='{gauge}']").first
    return json.loads(cell.get_attribute("data-value") or "null")


def open_runs(server):
    with urllib.request.urlopen(f"{server}runs", timeout=60) as answer:
        return json.load(answer)["runs"]
