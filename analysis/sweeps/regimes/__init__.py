"""The map of regimes: where each service of a sweep's hypercube wins, by how much."""

from analysis.sweeps.regimes.answers import Atlas
from analysis.sweeps.regimes.factors import Factor
from analysis.sweeps.regimes.outcomes import Outcomes, Prices, read_outcomes

__all__ = ["Atlas", "Factor", "Outcomes", "Prices", "read_outcomes"]
