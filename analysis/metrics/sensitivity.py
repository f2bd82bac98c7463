"""One price at a time: what an order costs where that price is another one."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.metrics.costs import COST_PARTS

Values = Mapping[str, float | None]  # of one run, or means over several, by KPI


@dataclass(frozen=True)
class PriceEffect:
    """What one part of the cost, and so its price, does to the cost per order."""

    part: str  # a KPI of COST_PARTS
    keys: tuple[str, ...]  # its prices; several are changed together
    per_order: float  # the part [money]
    cost_per_order: float  # of all parts [money]

    def at(self, factor: float) -> float:
        """Return the cost per order where the price is so many times what it is."""
        return self.cost_per_order + (factor - 1.0) * self.per_order

    def even_with(self, other: "PriceEffect") -> float | None:
        """Return the factor at which both plans cost the same; None if at none.

        Both are multiplied: the price is one of the world, not of a plan.
        """
        slope = self.per_order - other.per_order
        if slope == 0.0:
            return None
        factor = 1.0 - (self.cost_per_order - other.cost_per_order) / slope
        return factor if factor >= 0.0 else None


def price_effects(values: Values) -> dict[str, PriceEffect]:
    """Return the effect of each price that is paid, by the part of the cost.

    Every part is its amount times its price (pay, the larger of two, is multiplied if
    both prices are), so this is exact, as long as the price changes no decision.

    Parameters
    ----------
    values
        The KPIs of a run, or their means over runs with as many orders delivered.
    """
    whole, delivered = values.get("cost_per_order"), values.get("delivered")
    if whole is None or not delivered:
        return {}
    parts = {part: (values.get(part) or 0.0) / delivered for part in COST_PARTS}
    return {
        part: PriceEffect(part, COST_PARTS[part], per_order, whole)
        for part, per_order in parts.items()
        if per_order
    }


def late_minute_words(
    first: Values, other: Values, names: tuple[str, str], currency: str
) -> str:
    """Return from which worth of a late minute on the other costs less than the first.

    Per delivered order, all other prices as they are; empty where nothing has a price.
    """
    of_first, of_other = _without_lateness(first), _without_lateness(other)
    if of_first is None or of_other is None:
        return ""
    more, later = of_other[0] - of_first[0], of_other[1] - of_first[1]
    one, two = names
    if more == 0.0 and later == 0.0:
        return ""
    if more * later >= 0.0:
        than = "more" if more > 0.0 or later > 0.0 else "less"
        return (
            f"Whatever a late minute is worth, {two} costs {than} than {one} in these "
            "runs."
        )
    worth = f"{'over' if later < 0.0 else 'under'} {-more / later:.3g} {currency}"
    where = f"where a late minute is worth {worth}"
    return f"In these runs {two} costs less than {one} {where}."


def _without_lateness(values: Values) -> tuple[float, float] | None:
    """Return an order's cost but for lateness [money], and the minutes it is late."""
    whole, delivered = values.get("cost_total"), values.get("delivered")
    if whole is None or not delivered:
        return None
    cost = whole - (values.get("cost_late") or 0.0)
    return cost / delivered, (values.get("late_min") or 0.0) / delivered
