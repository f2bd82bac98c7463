"""Write the table of `explanation/streets.md`: legs of regions against OSRM's.

From the root of the project, with the cities' files in DATA and the extra `osrm`:

    for r in helsinki_centre baltimore chicago_loop_west chicago_south; do
      deliverai region build regions/$r --data DATA --out REGIONS/$r
      deliverai region check REGIONS/$r --against osrm --data DATA --json \\
        > DIFFERENCES/$r.json
    done
    python docs/scripts/street_differences.py DIFFERENCES
"""

import argparse
import json
from pathlib import Path

from results import EXPLANATION, markdown, write_into

PAGE = EXPLANATION / "streets.md"
MEASURES = {  # what of the document, with its heading
    "distance_percent": "distance",
    "time_percent": "time",
    "time_over_factor_percent": "time over its common factor",
}


def rows_of(found: dict[str, object]) -> list[str]:
    """Return a region's row: pairs compared, and median and p95 of each measure."""
    pairs = found["pairs"]
    cells = [str(found["region"]), f"{pairs['compared']:,}", f"{pairs['elsewhere']:,}"]
    for name in MEASURES:
        measure = found[name]
        cells += [f"{measure['median']:.1f}", f"{measure['p95']:.1f}"]
    return [*cells, f"{found['time_factor']:.3f}"]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description="Write the table of streets.md.")
    parser.add_argument("folder", type=Path, help="of the JSON documents")
    files = sorted(parser.parse_args().folder.glob("*.json"))
    heads = ["region", "pairs", "apart"]
    for name in MEASURES.values():
        heads += [f"{name}: median [%]", "p95 [%]"]
    rows = [rows_of(json.loads(file.read_text())) for file in files]
    write_into(PAGE, "engine", markdown([[*heads, "factor of time"], *rows], left=1))


if __name__ == "__main__":
    main()
