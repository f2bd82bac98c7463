"""Which of the paper's findings hold for our runs."""

from collections.abc import Callable, Iterable
from functools import partial

from analysis.reproduction.changes import change, changes, percent, values
from analysis.reproduction.datasets import Category
from analysis.reproduction.published import (
    BASELINE_1,
    BASELINE_2,
    BASELINES,
    DELIVERAI_1,
    DELIVERAI_2,
    LEARNT,
    LOADS,
    PEAK_LOAD,
    PROFILES,
)
from analysis.reproduction.tables import Rows
from analysis.reproduction.trends import Evidence, Trend, Verdict
from analysis.statistics import interval, unpaired_difference
from analysis.words import POLICY_NAMES as LABELS

# The paper's accounting, which decides, and every way, which stands beside it.
_DISTANCES = ("distance_km", "distance_all_km")
Numbers = tuple[Evidence, ...]


def trends(rows: Rows) -> list[Trend]:
    """Return the findings, those that do not hold first, then in the paper's order."""
    order = list(Verdict)
    return sorted(_all(rows), key=lambda trend: order.index(trend.verdict))


def _all(rows: Rows) -> list[Trend]:
    def less(kpi: str, base: str, wanted: list[Category]) -> Numbers:
        return _changes(rows, kpi, base, wanted, above=False)

    def growth(kpi: str, base: str) -> Numbers:
        return tuple(_growth(rows, profile, kpi, base) for profile in PROFILES)

    trends = [
        _of_distance(claim.format(LABELS[base]), source, unit, partial(of, base=base))
        for claim, source, unit, of in (
            (
                "Sharing drives less than {}, at every load",
                "Tables 5 and 6 (A)",
                "%",
                partial(less, wanted=_everywhere()),
            ),
            (
                "The saving in distance against {} grows with the load",
                "section 8; Tables 5 and 6 (A)",
                "pp",
                growth,
            ),
            (
                "At the highest load sharing drives less than {}",
                "abstract; Tables 5 and 6 (A)",
                "%",
                partial(less, wanted=_peaks()),
            ),
        )
        for base in BASELINES
    ]
    low_loads = [Category("uniform", 5), Category("gaussian", 5)]
    low_loads.append(Category("gaussian", 10))
    vehicles = "vehicles_active"
    trends += [
        Trend(
            "At low load sharing needs more vehicles than Baseline 1",
            "section 8; Tables 5 and 6 (B)",
            "%",
            _changes(rows, vehicles, BASELINE_1, low_loads, above=True),
        ),
        *(
            Trend(
                f"At the highest load sharing needs fewer vehicles than {LABELS[base]}",
                "section 8; Tables 5 and 6 (B)",
                "%",
                _changes(rows, vehicles, base, _peaks(), above=False),
            )
            for base in BASELINES
        ),
        Trend(
            "Sharing needs fewer core vehicles than Baseline 2, at the highest load",
            "section 8; Figures 8 and 9 (C)",
            "%",
            _changes(rows, "core_vehicles_active", BASELINE_2, _peaks(), above=False),
        ),
        *(
            Trend(
                f"Sharing takes longer than {LABELS[base]}, at every load",
                "section 8; Tables 5 and 6 (C)",
                "%",
                _changes(rows, "delivery_time_mean_s", base, _everywhere(), above=True),
            )
            for base in BASELINES
        ),
    ]
    return [*trends, *_of_use(rows), *_of_success(rows), *_of_the_two(rows)]


def _of_distance(
    claim: str, source: str, unit: str, numbers_of: Callable[[str], Numbers]
) -> Trend:
    """Return a finding decided in the paper's accounting, every way beside it."""
    return Trend(
        f"{claim} (paper's accounting)", source, unit, *map(numbers_of, _DISTANCES)
    )


def _of_use(rows: Rows) -> list[Trend]:
    """Return the findings on utilisation."""
    return [
        Trend(
            f"Utilisation is over {points} points above Baseline 1, {profile} demand, "
            "at the highest load",
            "section 8; Tables 5 and 6 (D)",
            "pp",
            _changes(
                rows,
                "utilisation_mean",
                BASELINE_1,
                [Category(profile, PEAK_LOAD)],
                above=True,
                limit=float(points),
            ),
        )
        for profile, points in (("uniform", 50), ("gaussian", 40))
    ] + [
        Trend(
            "Utilisation grows faster with the load than that of the baselines",
            "section 8; Figures 8 and 9 (F)",
            "pp",
            tuple(
                _growth(rows, profile, "utilisation_mean", base, saving=False)
                for profile in PROFILES
                for base in BASELINES
            ),
        )
    ]


def _of_success(rows: Rows) -> list[Trend]:
    """Return the findings on deliveries in time."""

    def shares(policies: Iterable[str], limit: float) -> Numbers:
        return tuple(
            Evidence(
                LABELS[policy],
                category.profile,
                category.load_per_min,
                interval(percent("success_ratio", rows[category, policy])),
                limit,
                above=True,
            )
            for policy in policies
            for category in _everywhere()
        )

    return [
        Trend(
            "Both baselines deliver more than 99 % in time",
            "section 8; Tables 5 and 6 (E)",
            "%",
            shares(BASELINES, 99.0),
        ),
        Trend(
            "Sharing delivers more than 90 % in time, at every load",
            "Tables 5 and 6 (E)",
            "%",
            shares(LEARNT, 90.0),
        ),
    ]


def _of_the_two(rows: Rows) -> list[Trend]:
    """Return the findings on DeliverAI-I against II, and on legs."""

    def close(kpi: str) -> Numbers:
        return tuple(
            Evidence("", category.profile, category.load_per_min, effect, limit, above)
            for category in _everywhere()
            for effect in [
                change(kpi, rows[category, DELIVERAI_1], rows[category, DELIVERAI_2])
            ]
            # Paper: at most 1.7 % apart in distance (uniform, 10 a minute).
            for limit, above in ((-2.0, True), (2.0, False))
        )

    def two(claim: str, kpi: str, *, above: bool, source: str = "section 8") -> Trend:
        evidence = tuple(
            Evidence(
                "II less I",
                category.profile,
                category.load_per_min,
                change(kpi, rows[category, DELIVERAI_2], rows[category, DELIVERAI_1]),
                0.0,
                above,
            )
            for category in _everywhere()
        )
        unit = "pp" if kpi in {"success_ratio", "utilisation_mean"} else "%"
        return Trend(claim, source, unit, evidence)

    def legs(policy: str, limit: float) -> Evidence:
        peak = _peaks()[0]
        mean = interval(values("hops_mean", rows[peak, policy]))
        load = peak.load_per_min
        return Evidence(LABELS[policy], peak.profile, load, mean, limit, above=True)

    return [
        _of_distance(
            "DeliverAI-I and II are close: within 2 % in distance",
            "section 8",
            "%",
            close,
        ),
        two("II is faster than I", "delivery_time_mean_s", above=False),
        two("II delivers more in time than I", "success_ratio", above=True),
        two("II needs fewer vehicles than I", "vehicles_active", above=False),
        two("I has the higher utilisation", "utilisation_mean", above=False),
        two(
            "I has more legs per order than II: more sharing",
            "hops_mean",
            above=False,
            source="section 8; Figures 8 and 9 (D)",
        ),
        Trend(
            "Sharing means more legs per order than the three of Baseline 2",
            "7.5; Figures 8 and 9 (D)",
            "legs",
            tuple(legs(policy, 3.0) for policy in LEARNT),
        ),
    ]


# Numbers -----------------------------------------------------------------------


def _changes(
    rows: Rows,
    kpi: str,
    base: str,
    categories: Iterable[Category],
    *,
    above: bool,
    limit: float = 0.0,
) -> Numbers:
    """Return the change of both DeliverAI against a baseline, category by category."""
    return tuple(
        Evidence(
            LABELS[policy],
            category.profile,
            category.load_per_min,
            change(kpi, rows[category, policy], rows[category, base]),
            limit,
            above=above,
        )
        for category in categories
        for policy in LEARNT
    )


def _growth(
    rows: Rows, profile: str, kpi: str, base: str, *, saving: bool = True
) -> Evidence:
    """Return how much a saving (or a lead) grows from the lowest to the highest load.

    Of DeliverAI-II. Data sets of two loads have nothing in common (Welch).
    """

    def at(load: int) -> list[float]:
        category = Category(profile, load)
        growth = changes(kpi, rows[category, DELIVERAI_2], rows[category, base])
        return [-each if saving else each for each in growth if each is not None]

    most, least = at(PEAK_LOAD), at(LOADS[0])
    grown = unpaired_difference(most, least) if most and least else None
    against = f"against {LABELS[base]}"
    return Evidence(against, profile, None, grown, 0.0, above=True)


def _everywhere() -> list[Category]:
    return [Category(profile, load) for profile in PROFILES for load in LOADS]


def _peaks() -> list[Category]:
    return [Category(profile, PEAK_LOAD) for profile in PROFILES]
