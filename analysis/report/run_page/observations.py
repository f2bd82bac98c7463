"""Where time goes and who is served worst, a sentence for each plan."""

from collections.abc import Iterator

import pandas as pd

from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.terms import READY
from analysis.numbers import plain
from analysis.plots.distributions import PART_LOOKS
from analysis.report.markup import literal
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import Plan, clock_of
from analysis.report.run_page.wording import level_words
from analysis.statistics import interval

_FEWEST_ORDERS = 10  # of a tract, over all runs, to be named
_WORTH_NAMING = 0.005  # of the delivery time
_SECONDS_PER_MINUTE = 60.0


def observations(shown: Contents) -> list[str]:
    """Return what is to be seen in each plan, as markup."""
    return [line for plan in shown.plans for line in _of(plan)]


def _of(plan: Plan) -> Iterator[str]:
    name = f"**{literal(plan.label)}**"
    served = level_words(KPI_OF["success_ratio"], plan.values("success_ratio"))
    time_s = interval(plan.values("delivery_time_mean_s"))
    if time_s is None:
        yield f"{name}: no order was delivered."
        return
    whole_s = time_s.mean
    clock = " from when it is ready" * (clock_of(plan) == READY)
    if clock:  # what the parts sum to
        placed_s = interval(plan.values("click_to_door_mean_s"))
        whole_s = whole_s if placed_s is None else placed_s.mean
        clock += f", {plain(whole_s / _SECONDS_PER_MINUTE)} min from placing"
    yield (
        f"{name}: an order takes {plain(time_s.mean / _SECONDS_PER_MINUTE)} min on "
        f"average{clock}{_where_time_goes(plan, whole_s)}. The share on time, within "
        f"{_promise(plan)}, is {served}. {_worst_served(plan)}"
    )


def _promise(plan: Plan) -> str:
    """Return what was promised, in words."""
    if plan.runs[0].own_due:
        return "what each order was promised"
    promise_s = plan.runs[0].scenario_tables.get("promise_s", 0)
    return f"the promise of {promise_s:g} s"


def _where_time_goes(plan: Plan, whole_s: float) -> str:
    """Return riding and the largest wait as shares of the delivery time."""
    if whole_s <= 0:
        return ""
    means = {
        name: interval(plan.values(f"{part.removesuffix('_s')}_mean_s"))
        for part, (name, _) in PART_LOOKS.items()
    }
    shares = {
        name: found.mean / whole_s for name, found in means.items() if found is not None
    }
    riding = shares.pop("riding", 0.0)
    largest = max(shares, key=lambda name: shares[name], default="")
    words = f", {plain(100 * riding, 0)} % of it riding"
    if largest and shares[largest] >= _WORTH_NAMING:
        share = plain(100 * shares[largest], 0)
        words += f"; the largest other part is {largest} ({share} %)"
    return words


def _worst_served(plan: Plan) -> str:
    """Return the tract where most orders come late, of those with enough orders."""
    service = service_of(plan)
    enough = service[service["decided"] >= _FEWEST_ORDERS]
    if enough.empty or not enough["late"].any():
        return ""
    share = enough["late"] / enough["decided"]
    worst = enough.iloc[int(share.to_numpy().argmax())]
    everywhere = service["late"].sum() / service["decided"].sum()
    open_yet = " that are decided" if service["undecided"].any() else ""
    return (
        f"Worst served is tract {literal(str(worst['tract']))}: "
        f"{plain(100 * share.max(), 0)} % of its {int(worst['decided']):,} orders"
        f"{open_yet} come "
        f"late, of all orders {plain(100 * everywhere, 0)} %."
    )


def service_of(plan: Plan) -> pd.DataFrame:
    """Return service by tract, summed over a plan's runs, and which is `decided`.

    Whether an order is late is not known while it is open and within its promise.
    """
    columns = ("orders", "delivered", "undecided", "late", "cancelled")
    service = summed(plan, "service", columns)
    unknown = service["undecided"] + service["cancelled"]
    return service.assign(decided=service["orders"] - unknown)


def summed(plan: Plan, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a table by tract of a plan's runs, its columns summed over them.

    A column that none of them has, as nothing of it happened, is 0.
    """
    every = pd.concat([getattr(run, table) for run in plan.runs], ignore_index=True)
    absent = [name for name in columns if name not in every]
    every = every.assign(**dict.fromkeys(absent, 0)).fillna(dict.fromkeys(columns, 0))
    sums: pd.DataFrame = every.groupby("tract", sort=False)[list(columns)].sum()
    return sums.reset_index()
