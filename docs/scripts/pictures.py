"""The pictures of the documentation, taken of the live page: `make docs-pictures`.

Needs the extra `web`, Playwright and a Chromium. With ``--region FOLDER``, a prepared
region of real Chicago, its picture is taken too.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parents[1]
PICTURES = DOCS / "pictures"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--disable-gpu", "--disable-dev-shm-usage", "--no-sandbox")
KNOWN = "document.querySelector('.dai-end')?.textContent.startsWith(' of ')"
DRAWN_MS = 700  # until a picture stands still
SMALL, LARGE = (1280, 800), (1920, 1080)


@dataclass(frozen=True)
class Picture:
    """One view of the page, as a link says it."""

    name: str
    asked: tuple[tuple[str, str], ...]  # the query of the link
    seen: str  # what stands behind the #
    size: tuple[int, int] = SMALL
    scheme: str = "light"


PLAN = ("plan", "paper/deliverai_2")
QUEUES = (("set", "hotspots.docks=2"), ("set", "hotspots.handover_s=20"))
PICTURES_OF_THE_GRID = (
    Picture("rush", (PLAN,), "t=2400"),
    Picture("story", (PLAN,), "t=1400&order=535&view=4700,1000,2"),
    Picture("queues", (PLAN, *QUEUES), "t=2400&measure=utilisation&hotspot=14"),
    Picture(
        "beside",
        (PLAN, ("versus", "paper/hotspots_only")),
        "t=2400&measure=waiting",
        LARGE,
        "dark",
    ),
)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--region", type=Path, help="a prepared region of Chicago")
    region = parser.parse_args().region
    pictures = list(PICTURES_OF_THE_GRID)
    folder = Path.cwd()
    if region is not None:
        folder = region.resolve().parent
        asked = (PLAN, ("set", f"region={region.resolve().name}"))
        pictures.append(Picture("chicago", asked, "t=2400&order=1000", LARGE))
    PICTURES.mkdir(exist_ok=True)
    with served(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        for picture in pictures:
            take(browser, address, picture)
            print(f"docs/pictures/{picture.name}.png")
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Take one picture, once all of its run is known."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=picture.scheme
    )
    page: Page = context.new_page()
    page.goto(f"{address}?{urlencode(picture.asked)}#{picture.seen}")
    page.wait_for_selector(".dai-player[data-t]", timeout=120_000)
    page.wait_for_function(KNOWN, timeout=120_000)
    page.wait_for_timeout(DRAWN_MS)
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Give the address of a server that works in `folder`."""
    command = [sys.executable, "-m", "analysis", "web", "--no-open", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(DOCS.parent)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = re.match(r"Serving (\S+) ", process.stdout.readline())
        if found is None:
            raise SystemExit("The page could not be served.")
        yield found[1]
    finally:
        process.terminate()
        process.wait()


def chromium() -> str:
    """Return the path of a Chromium."""
    named = os.environ.get("DELIVERAI_CHROMIUM")
    found = [shutil.which(each) for each in ((named,) if named else NAMES)]
    for path in filter(None, found):
        return path
    raise SystemExit("Found no Chromium; DELIVERAI_CHROMIUM may name one.")


if __name__ == "__main__":
    main()
