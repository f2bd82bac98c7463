"""The page of ``deliverai locate``."""

from collections.abc import Sequence

from analysis.locate.locate import Demand, Measure, Placed
from analysis.locate.words import HEADS, assumed, cells, notes
from analysis.plots.hotspots import plot_hotspots, plot_trade_off_of_hotspots
from analysis.report.blocks import Column, Command, Figure, Note, Table
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section, licences_of, method
from analysis.words import raised
from simulation.interpreter import versions
from simulation.units import METRES_PER_KM, SECONDS_PER_MINUTE


def locate_page(
    demand: Demand,
    found: Sequence[Placed],
    now: Placed,
    measure: Measure,
    command: str,
) -> Page:
    """Return the page that shows what each number of hotspots gives, and where."""
    region = demand.region
    own = (f"{now.hotspots} as it is", *cells(now)[1:])
    table = Table(
        (Column(raised(HEADS[0]), "left"), *map(Column, HEADS[1:])),
        [*map(cells, found), own],
        "What each number of hotspots gives.",
        number="1",
    )
    curve = Figure(
        "1",
        plot_trade_off_of_hotspots(
            [each.hotspots for each in found],
            (
                (
                    "Time [min]",
                    {
                        "door, mean": [
                            each.door_s / SECONDS_PER_MINUTE for each in found
                        ],
                        "door, p95": [
                            each.door_p95_s / SECONDS_PER_MINUTE for each in found
                        ],
                    },
                ),
                (
                    "Distance of an order [km]",
                    {
                        "relayed": [each.relayed_m / METRES_PER_KM for each in found],
                        "between": [each.between_m / METRES_PER_KM for each in found],
                        "direct": [each.direct_m / METRES_PER_KM for each in found],
                    },
                ),
            ),
        ),
        "The trade-off: what further hotspots give.",
        "Means over orders, and the 95th percentile over their first and last miles.",
        "Two panels of lines over the number of hotspots; the values are in table 1.",
    )
    where = Figure(
        "2",
        plot_hotspots(region, [(each.hotspots, each.site_of) for each in found]),
        "Where they are.",
        "Green: the chosen hotspots, with lines from the tracts that are theirs.",
        "A map with a slider for the number of hotspots.",
    )
    return Page(
        title="Where to put hotspots",
        subtitle=region.title,
        lead=literal(assumed(len(demand), now, measure)),
        facts=(
            Fact("Region", literal(f"{region.title}, {region.checksum[:12]}")),
            Fact("Sites", f"the hotspots of its {region.hotspots} tracts"),
            Fact("Orders", f"{len(demand):,}"),
        ),
        sections=(
            Section(
                "how-many",
                "How many",
                (table, Note(literal(" ".join(notes(found)))), curve),
            ),
            Section("where", "Where", (where,)),
            method(
                "Sites are added one by one and exchanged in pairs while that gains; a "
                "Lagrangian bound says how far from the best they may be, and where "
                "that leaves few enough sites, an integer program (HiGHS) finds the "
                "best.",
                Command(command),
            ),
        ),
        versions=versions(),
        licences=licences_of(region),
    )
