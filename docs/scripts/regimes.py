"""Write the sentences and pictures of `explanation/regimes.md`.

From the root of the project, with regions as `how-to/regimes.md` makes them:

    deliverai sweep studies/regimes --beside REGIONS --out SWEEP
    python docs/scripts/regimes.py --sweep SWEEP

The pictures need the extra `images` and a Chromium.
"""

import argparse
import contextlib
import io
import shutil
import tempfile
from pathlib import Path

from results import EXPLANATION, write_into

from analysis.cli import main as deliverai

PAGE = EXPLANATION / "regimes.md"
PICTURES = EXPLANATION.parent / "pictures"
NAMES = ("regimes_cost", "regimes_distance")
HELD = ("hotspots.handover_s=30", "consumers.door_s=60")


def main() -> None:
    """Write all of it."""
    parser = argparse.ArgumentParser(description="Write the map of regimes.")
    parser.add_argument("--sweep", type=Path, required=True, help="of studies/regimes")
    sweep = parser.parse_args().sweep
    with tempfile.TemporaryDirectory() as scratch:
        page, figures = Path(scratch) / "page.html", Path(scratch) / "figures"
        words = ["regimes", str(sweep), "--out", str(page), "--figures", str(figures)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            failed = deliverai([*words, *(w for each in HELD for w in ("--at", each))])
        if failed:
            raise SystemExit(f"deliverai {' '.join(words)} failed, see above.")
        for number, name in enumerate(NAMES, 1):
            shutil.copy(figures / f"figure-{number}.png", PICTURES / f"{name}.png")
    parts = said.getvalue().partition("Distance of an order")
    for mark, text in (("cost", parts[0]), ("distance", parts[1] + parts[2])):
        lines = [each for each in text.splitlines() if not each.startswith("Written")]
        write_into(PAGE, mark, [lines[0], "", *lines[1:]])


if __name__ == "__main__":
    main()
