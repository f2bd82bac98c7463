"""The page of ``deliverai region check --against osrm``."""

from collections.abc import Iterator

import numpy as np

from analysis.engine.causes import BEYOND_PERCENT
from analysis.engine.check import ELSEWHERE_M, FLOOR_M, on_streets
from analysis.engine.crosscheck import CrossCheck, Spread, answer, apart
from analysis.engine.reasons import Difference, sentence
from analysis.numbers import NOTHING, plain, signed
from analysis.plots import plot_two_ways
from analysis.plots.two_ways import TwoWays
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Heading,
    Note,
    Table,
    Text,
)
from analysis.report.markup import literal
from analysis.report.page import (
    Fact,
    Page,
    Section,
    licences_of,
    method,
    section,
    sections_of,
)
from simulation.interpreter import versions
from simulation.units import Floats

_WEIGHED = "*weighed*: both may drive both ways, and prefer another."
_MOST_DRAWN = 300  # ways whose streets are the basemap


def engine_page(found: CrossCheck) -> Page:
    """Return the page that shows how a region's legs differ from an engine's."""
    region, pairs = found.region, found.pairs
    return Page(
        title="Streets against a routing engine",
        subtitle=region.name,
        lead="Random pairs of places, driven by the region's own street model and by "
        f"{literal(found.engine)} on the same streets, from street to street.",
        facts=(
            Fact("Region", literal(f"{region.title}, {region.checksum[:12]}")),
            Fact("Streets", literal(found.streets)),
            Fact("Engine", literal(found.engine)),
            Fact("Pairs", f"{len(pairs):,}, seed {found.seed}"),
        ),
        sections=sections_of(found, (_figures, _causes, _worst, _method)),
        versions=versions(),
        licences=licences_of(region),
    )


@section("figures", "How far apart")
def _figures(found: CrossCheck) -> Iterator[Block]:
    rows = [
        _row("distance", found.distance()),
        _row("time, as the region was built", found.time()),
        _row(
            f"time over {found.pairs.time_factor:.3f}, the ratio of all times",
            found.time_over_factor(),
        ),
    ]
    yield Note(literal(answer(found)))
    yield Table(
        (
            Column("Ours less the engine's [%]", "left"),
            *map(Column, ("pairs", "bias", "median", "mean", "p95", "largest")),
        ),
        rows,
        "Differences in per cent of the engine's; the bias is signed, the others "
        "are of absolute differences.",
        number="1",
        note="The last row takes out a factor common to all legs, such as one for "
        "the evening: what is left is scatter.",
    )
    said = "\n".join(f"- {literal(each)}" for each in apart(found))
    if said:
        yield Text(said)


def _row(name: str, found: Spread | None) -> tuple[str | Cell, ...]:
    if found is None:
        return (name, "0", *[NOTHING] * 5)
    levels = (found.median, found.mean, found.p95, found.largest)
    return (name, f"{found.pairs:,}", signed(found.bias), *map(plain, levels))


@section("causes", "Why they differ", short="Causes")
def _causes(found: CrossCheck) -> Iterator[Block]:
    """Yield what pairs that differ much have in common, if any do."""
    if not found.causes:
        return
    rows = [
        (each.kind, each.place, f"{each.pairs:,}", signed(each.largest_percent))
        for each in found.causes
    ]
    yield Table(
        (
            Column("Who is stopped by what", "left"),
            Column("Where", "left"),
            Column("pairs"),
            Column("largest [%]"),
        ),
        rows,
        f"Pairs whose distances differ by more than {BEYOND_PERCENT:.0f} %, by cause.",
        number="2",
        note=_WEIGHED,
    )


@section("worst", "The pairs that differ most", short="Worst pairs")
def _worst(found: CrossCheck) -> Iterator[Block]:
    if not found.worst:
        yield Text("None was compared.")
        return
    streets = _ground(found)
    ways = [_two_ways(number, each) for number, each in enumerate(found.worst, 1)]
    yield _table(found)
    yield _map("1", ways, streets, "All of them; the numbers stand where they begin.")
    for number, (each, way) in enumerate(zip(found.worst, ways, strict=True), 1):
        yield Heading(f"{number}. {_ends(found, each)}")
        yield Text(literal(sentence(each, found.pairs)))
        yield _map(f"1.{number}", [way], streets, f"Pair {number}.")


def _table(found: CrossCheck) -> Table:
    pairs = found.pairs
    rows = []
    for number, each in enumerate(found.worst, 1):
        at = each.row
        rows.append(
            (
                Cell(f"{number}. {_ends(found, each)}", below=each.kind),
                plain(pairs.ours_m[at], 0),
                plain(pairs.engine_m[at], 0),
                signed(pairs.distance_percent[at], 0),
                plain(pairs.ours_s[at], 0),
                plain(pairs.engine_s[at], 0),
                signed(pairs.time_percent[at], 0),
            )
        )
    return Table(
        (
            Column("Pair, and who is stopped by what", "left"),
            *(
                Column(head, group=group)
                for group in ("Distance", "Time")
                for head in (
                    f"ours [{'m' if group == 'Distance' else 's'}]",
                    f"engine [{'m' if group == 'Distance' else 's'}]",
                    "difference [%]",
                )
            ),
        ),
        rows,
        "The pairs whose distances differ most.",
        number="3",
        note=_WEIGHED,
        compact=True,
    )


def _ends(found: CrossCheck, each: Difference) -> str:
    pairs = found.pairs
    return " to ".join(
        found.name(int(at[each.row])) for at in (pairs.origin, pairs.destination)
    )


def _two_ways(number: int, each: Difference) -> TwoWays:
    return TwoWays(str(number), each.ours_line, each.engine_line, each.trial.where)


def _map(number: str, ways: list[TwoWays], streets: Floats, caption: str) -> Figure:
    return Figure(
        number,
        plot_two_ways(ways, streets, "the engine"),
        caption,
        "Blue: ours; orange, dashed: the engine's; the cross is where the side with "
        "the longer way is stopped on the shorter one, or its middle where nothing "
        "stops it. Pale: streets that some of our legs follow.",
        "A map with two lines from street to street for each pair; distances, times "
        "and the reason are in the text beside it.",
    )


def _ground(found: CrossCheck) -> Floats:
    """Return the pieces of streets that some legs follow, each once, (s, 2, 2)."""
    rows = slice(0, _MOST_DRAWN)
    pairs = found.pairs
    ways = on_streets(found.region).ways(pairs.origin[rows], pairs.destination[rows])
    points = np.round(np.column_stack((ways.lon, ways.lat)), 6)
    # Neither from one way to the next, nor between a door and its street.
    inner = np.ones(max(0, len(points) - 1), dtype=np.bool_)
    for cut in (ways.starts[1:-1] - 1, ways.starts[:-1], ways.starts[1:] - 2):
        inner[cut[(cut >= 0) & (cut < inner.size)]] = False
    pieces = np.stack((points[:-1], points[1:]), axis=1)[inner]
    turned = pieces[:, 0, 0] > pieces[:, 1, 0]
    pieces[turned] = pieces[turned, ::-1]
    return np.unique(pieces, axis=0)


def _method(found: CrossCheck) -> Section:
    text = (
        "Both drive between the points of the streets that the places reach; the "
        "straight ways to the doors are left out. Pairs that the engine finds closer "
        f"than {FLOOR_M:.0f} m are compared in metres, and pairs at whose ends it has "
        f"no street within {ELSEWHERE_M:.0f} m of ours are counted apart.\n\n"
        "For a reason, the side with the longer way is asked to drive the stretch that "
        "only the shorter one has, piece by piece. The engine chooses by time with "
        "penalties of its profile, not by time alone."
    )
    command = (
        f"deliverai region check FOLDER --against osrm --data FOLDER "
        f"--pairs {len(found.pairs)} --seed {found.seed}"
    )
    return method(text, Command(command))
