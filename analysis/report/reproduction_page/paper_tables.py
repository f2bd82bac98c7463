"""Tables 3 to 6, cell by cell beside the paper's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.numbers import NOTHING, change_of, plain, signed, with_reach
from analysis.report.blocks import Band, Block, Cell, Column, Table, Text
from analysis.report.page import section
from analysis.report.reproduction_page.wording import named, records
from analysis.reproduction.changes import EVERY_WAY, change
from analysis.reproduction.datasets import Category
from analysis.reproduction.published import (
    BASELINES,
    DELIVERAI_1,
    DELIVERAI_2,
    LEARNT,
    LOADS,
    PaperCell,
)
from analysis.reproduction.reproduce import Findings
from analysis.reproduction.tables import Beside

_CHANGES = (
    ("dist_tot", "(A) DIST_tot: total distance, paper's accounting, decrease [%]"),
    ("veh_tot", "(B) VEH_tot: vehicles, decrease [%]"),
    ("time_avg", "(C) TIME_avg: mean delivery time, increase [%]"),
)
_LEVELS = (
    ("ur_avg", "(D) UR_avg: mean utilisation [%]"),
    ("succ_ratio", "(E) SUCC_ratio: delivered within 15 minutes [%]"),
)
_AGAINST = [(policy, base) for policy in LEARNT for base in BASELINES]
_ALONE = [(policy, "") for policy in (DELIVERAI_1, DELIVERAI_2, *BASELINES)]
_NUMBERS = {"gaussian": "5", "uniform": "6"}


@section("tables", "The paper's tables, cell by cell", short="Tables")
def tables(found: Findings) -> Iterator[Block]:
    """Return the section of the paper's tables."""
    differing = sum(beside.differs for beside in found.cells.values())
    text = (
        "Ours are means over the data sets, differences taken data set by data set, "
        "with 95 % intervals (Student's t); below each stands the paper's figure. A "
        "cell is marked *differs* where our interval excludes it: "
        f"{differing} of {len(found.cells)} cells. The paper's region, orders and "
        "travel times are not published, so equal figures were never to be expected; "
        "equal trends were."
    )
    yield Text(text)
    yield _table_3(found)
    yield _table_4(found)
    for profile in ("gaussian", "uniform"):
        yield from _results(found, profile)


def _table_3(found: Findings) -> Table:
    rows: list[list[str | Cell]] = []
    for row in found.table_3.to_dict("records"):
        same = row["paper"] == row["ours"]
        rows.append(
            [
                str(row["parameter"]).replace("_", " "),
                str(row["symbol"]) if isinstance(row["symbol"], str) else "",
                "" if row["unit"] == "1" else str(row["unit"]),
                f"{row['paper']:g}",
                Cell(f"{row['ours']:g}", mark="" if same else "differs"),
            ]
        )
    return Table(
        (
            Column("parameter", "left"),
            Column("symbol", "left"),
            Column("unit", "left"),
            Column("paper"),
            Column("ours"),
        ),
        rows,
        "Parameters of the simulation, the paper's and ours.",
        number="3",
        compact=True,
    )


def _table_4(found: Findings) -> Table:
    counted = records(found.table_4, ("demand", "load_per_min"))
    rows: list[list[str | Cell]] = []
    for profile in ("uniform", "gaussian"):
        cells: list[str | Cell] = [profile]
        for load in LOADS:
            row = counted[profile, load]
            least, most = int(row["ours_least"]), int(row["ours_most"])
            ours = f"{least:,}" if least == most else f"{least:,} to {most:,}"
            same = least == most == int(row["paper"])
            cells.append(
                Cell(
                    ours,
                    below=f"paper {int(row['paper']):,}",
                    mark="" if same else "differs",
                )
            )
        rows.append(cells)
    columns = [Column("deliveries a data set", "left")]
    columns += [Column(str(load), group="load l_o [1/min]") for load in LOADS]
    return Table(
        columns,
        rows,
        "Deliveries in the data sets.",
        number="4",
        note="Gaussian demand is `gaussian_table_4` here and on the whole page: two "
        "peaks, every minute rounded down, as the paper's counts are. The profile "
        "`gaussian` carries the fractions on and has more orders.",
    )


def _results(found: Findings, profile: str) -> Iterator[Block]:
    """Return Table 5 or 6 in two parts: against the baselines, and levels."""
    number = _NUMBERS[profile]
    against = [Column("load l_o [1/min]", "left")] + [
        Column(f"against {named(base)}", group=named(policy))
        for policy, base in _AGAINST
    ]
    alone = [Column("load l_o [1/min]", "left")] + [
        Column(named(policy)) for policy, _ in _ALONE
    ]
    yield Table(
        against,
        [
            *_rows(found, profile, _CHANGES, _AGAINST, relative=True),
            *_every_way(found, profile),
        ],
        f"Results for {profile} demand against both baselines.",
        number=f"{number} (A\N{EN DASH}C)",
        note="The paper's accounting leaves out the empty ways that the plans over "
        "hotspots ignore, and counts those of Baseline 1. *Every way* counts them "
        "of all plans alike; the paper has no such figure.",
    )
    yield Table(
        alone,
        _rows(found, profile, _LEVELS, _ALONE, relative=False),
        f"Results for {profile} demand, levels.",
        number=f"{number} (D\N{EN DASH}E)",
    )


def _rows(
    found: Findings,
    profile: str,
    metrics: Sequence[tuple[str, str]],
    policies: Sequence[tuple[str, str]],
    *,
    relative: bool,
) -> list[Sequence[str | Cell] | Band]:
    rows: list[Sequence[str | Cell] | Band] = []
    for metric, words in metrics:
        rows.append(Band(words))
        for load in LOADS:
            cells: list[str | Cell] = [str(load)]
            for policy, versus in policies:
                key = PaperCell(profile, load, metric, policy, versus)
                cells.append(_cell(found.cells[key], relative=relative))
            rows.append(cells)
    return rows


def _every_way(found: Findings, profile: str) -> list[Sequence[str | Cell] | Band]:
    """Return what sharing saves with every way counted: ours alone."""
    rows: list[Sequence[str | Cell] | Band] = [
        Band("Total distance, every way counted, decrease [%]: ours alone")
    ]
    for load in LOADS:
        category = Category(profile, load)
        cells: list[str | Cell] = [str(load)]
        for policy, base in _AGAINST:
            these, those = found.rows[category, policy], found.rows[category, base]
            risen = change(EVERY_WAY.kpi, these, those)
            fallen = None if risen is None else replace(risen, mean=-risen.mean)
            cells.append(change_of(fallen))
        rows.append(cells)
    return rows


def _cell(beside: Beside, *, relative: bool) -> Cell:
    write = signed if relative else plain
    below = f"paper {write(beside.paper, 2)}"
    mark = "differs" if beside.differs else ""
    if beside.ours is None:
        return Cell(NOTHING, below=below, mark=mark)
    text = with_reach(write(beside.ours.mean), beside.ours.reach)
    return Cell(text, below=below, mark=mark)
