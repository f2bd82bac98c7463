"""A comparison in plain sentences: what the numbers allow to say, and no more."""

from analysis.compare.comparison import Comparison
from analysis.compare.showing import how_much
from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.display import (
    cancelled_orders,
    difference,
    number,
    unit_of,
)
from analysis.metrics.sensitivity import late_minute_words
from analysis.numbers import more_seconds
from analysis.words import counted, lowered

_PARTS_TOLD = 3
_WORTH_S = 0.05  # of the mean: less is not told


def answer(comparison: Comparison) -> tuple[str, ...]:
    """Return what came of it, the answer first; A is the first run, B the second."""
    return (
        *_who(comparison),
        how_much(comparison.mean_change, comparison.verdict),
        *_why(comparison),
        *_distance(comparison),
        *_per_order(comparison, "cost_per_order", "An order costs"),
        *_per_order(comparison, "co2_g_per_order", "An order's CO2 is"),
        *filter(None, [_late_minute(comparison), comparison.terms.note]),
    )


def _late_minute(comparison: Comparison) -> str:
    """Return from which worth of a late minute on B costs less, if it has prices."""
    if comparison.terms.monies:
        return ""
    currency = comparison.terms.currency
    return late_minute_words(*comparison.kpi_values, ("A", "B"), currency)


def _who(comparison: Comparison) -> tuple[str, ...]:
    counts = comparison.counts
    sentences = [
        f"{counted(counts.orders, 'order')} in both: B delivers "
        f"{counts.faster:,} sooner, {counts.slower:,} later, {counts.same:,} at "
        "the same time."
    ]
    if counts.delivered_both < counts.orders:
        sentences.append(
            f"Delivered by A alone {counts.only_first:,}, by B alone "
            f"{counts.only_second:,}, by neither {counts.neither:,}. Times are of the "
            f"{counts.delivered_both:,} that both delivered: the slow ones are missing."
        )
    cancelled = {
        letter: int(side.deliveries.cancelled[: counts.orders].sum())
        for letter, side in zip("AB", comparison.pairs.both, strict=True)
    }
    sentences += filter(None, [cancelled_orders(cancelled)])
    for name, more in (
        ("A", counts.released_only_first),
        ("B", counts.released_only_second),
    ):
        if more:
            sentences.append(
                f"Left out: {counted(more, 'order')} that came in {name} alone."
            )
    return tuple(sentences)


def _why(comparison: Comparison) -> tuple[str, ...]:
    """Return the parts that the mean change is made of, the largest first."""
    parts = comparison.parts.iloc[:-1]
    rows = sorted(parts.to_dict("records"), key=lambda row: -abs(row["change_s"]))
    parts_told = [
        f"{lowered(row['label'])} {more_seconds(row['change_mean_s'])} s"
        for row in rows
        if row["change_mean_s"] is not None and abs(row["change_mean_s"]) >= _WORTH_S
    ]
    if not parts_told:
        return ()
    return (f"Of an order's mean change: {', '.join(parts_told[:_PARTS_TOLD])}.",)


def _distance(comparison: Comparison) -> tuple[str, ...]:
    """Return how far both drive, every way counted, and what is ignored."""
    first, second = comparison.kpi_values
    kpi = KPI_OF["distance_all_km"]
    change = difference(kpi, first[kpi.name], second[kpi.name])
    levels = (f"{number(kpi, each[kpi.name])} km" for each in (second, first))
    sentence = f"B drives {' against '.join(levels)} in A"
    sentence += ", as far." if change == "=" else f": {change}."
    ignored = [
        f"{number(kpi, each['ignored_km'])} km of {letter}"
        for letter, each in zip("AB", comparison.kpi_values, strict=True)
        if each["ignored_km"]
    ]
    if not ignored:
        return (sentence,)
    return (
        f"{sentence} Empty ways that are ignored ({', '.join(ignored)}) are counted; "
        "they took no time, so the times above leave them out.",
    )


def _per_order(comparison: Comparison, name: str, words: str) -> tuple[str, ...]:
    """Return what an order comes to in both; nothing where that is not known."""
    first, second = (each[name] for each in comparison.kpi_values)
    if first is None or second is None:
        return ()
    kpi = comparison.terms.of(KPI_OF[name])
    change = difference(kpi, first, second)
    levels = (f"{number(kpi, each)}{unit_of(kpi)}" for each in (second, first))
    sentence = f"{words} {' in B against '.join(levels)} in A"
    return (f"{sentence}, the same." if change == "=" else f"{sentence}: {change}.",)
