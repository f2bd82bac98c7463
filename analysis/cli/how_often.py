"""Options of how often a scenario is run."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from analysis.cli import options

if TYPE_CHECKING:
    from analysis.statistics import Precision

_METRIC = "distance_all_km"
_MOST = 1000


@dataclass(frozen=True)
class HowOften:
    """What is asked about replications; nothing: one run."""

    replications: int | None
    precision: str | None
    metric: str | None
    most: int | None
    processes: int | None

    def replicated(self) -> bool:
        """Return whether more than one run is asked; check what goes together.

        Raises
        ------
        click.UsageError
            If the options contradict each other.
        """
        if self.replications is not None and self.precision is not None:
            raise click.UsageError(
                "--replications and --precision are both given, expected one of them."
            )
        if self.precision is None:
            for option, value in (
                ("--metric", self.metric),
                ("--max-replications", self.most),
            ):
                if value is not None:
                    raise click.UsageError(
                        f"{option} is given without --precision, expected both."
                    )
        if self.replications is None and self.precision is None:
            if self.processes is not None:
                raise click.UsageError(
                    "--processes is given for one run, expected --replications or "
                    "--precision too."
                )
            return False
        return True

    def wanted_precision(self) -> "Precision":
        """Return the precision asked for.

        Raises
        ------
        click.UsageError
            If it is no share between 0 and 1.
        """
        from analysis.statistics import Precision

        return Precision(share(self.precision or ""), most=self.most or _MOST)

    def wanted_metric(self) -> str:
        """Return the metric whose mean is to be precise.

        Raises
        ------
        click.UsageError
            If there is none of this name.
        """
        from analysis.metrics.catalogue import KPIS
        from simulation.specs import nearest

        names = [kpi.name for kpi in KPIS]
        metric = self.metric or _METRIC
        if metric not in names:
            close = nearest(metric, names)
            hint = (
                f"did you mean {close}?" if close else "see the reference of metrics."
            )
            raise click.UsageError(
                f"--metric is {metric}, expected the name of a metric: {hint}"
            )
        return metric


def share(text: str) -> float:
    """Return a share written as 2% or 0.02.

    Raises
    ------
    click.UsageError
        If it is anything else, or not between 0 and 1.
    """
    percent = text.strip().endswith("%")
    try:
        value = float(text.strip().removesuffix("%")) / (100 if percent else 1)
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1.0:
        raise click.UsageError(
            f"--precision is {text!r}, expected a share of the mean such as 2% or 0.02."
        )
    return value


def how_often(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options, and give them to the command as one: `how`."""

    @options.counted(
        "--replications",
        2,
        100_000,
        "Run each scenario N times on other orders, replication k of all on the "
        "same, and show means and paired differences with 95 % intervals.",
    )
    @click.option(
        "--precision",
        metavar="SHARE",
        help="Replicate until the mean of --metric is known to this share, such as "
        "2%, for every scenario; 10 replications at least.",
    )
    @click.option(
        "--metric",
        metavar="NAME",
        help=f"The metric of --precision; absent: {_METRIC}.",
    )
    @options.counted(
        "--max-replications",
        2,
        100_000,
        f"Where --precision gives up; absent: {_MOST}.",
    )
    @options.processes
    @functools.wraps(command)
    def with_how_often(
        *,
        replications: int | None,
        precision: str | None,
        metric: str | None,
        max_replications: int | None,
        processes: int | None,
        **others: Any,  # noqa: ANN401 - whatever the command takes
    ) -> int:
        how = HowOften(replications, precision, metric, max_replications, processes)
        return command(how=how, **others)

    return with_how_often
