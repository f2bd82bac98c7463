"""Options that subcommands have in common."""

from collections.abc import Callable
from math import isnan
from pathlib import Path
from typing import Any, TypeVar

import click
from typing_extensions import override

_PLACE = click.Path(path_type=Path)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class NumberRange(click.FloatRange):
    """A number from a least to a most; not that which is none, ``nan``."""

    @override
    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number of a text; ``nan`` lies in every range of click's."""
        number: float = super().convert(value, param, ctx)
        if isnan(number):
            self.fail(f"{value} is no number.", param, ctx)
        return number


def changes(command: Decorated) -> Decorated:
    """Add ``--seed`` and ``--set``, which change a scenario."""
    description = "Override a key of the scenario, such as demand.load_per_min=10."
    return click.option(
        "--seed", metavar="N", help="Override the seed: a whole number."
    )(keys(description)(command))


def keys(description: str) -> Callable[[Decorated], Decorated]:
    """Return ``--set``, the keys that `said` describes and their values."""
    return click.option(
        "--set", "overrides", multiple=True, metavar="KEY=VALUE", help=description
    )


def all_overrides(seed: str | None, overrides: tuple[str, ...]) -> list[str]:
    """Return the overrides, ``--seed`` last as it is the more explicit one."""
    return [*overrides, *([] if seed is None else [f"seed={seed}"])]


def slots(command: Decorated) -> Decorated:
    """Add ``--every``, the length of a slot of time; None: fit for the span."""
    description = (
        "Length of the slots of time in the table of hours [min]; absent: as many "
    )
    description += "as a table shows well, such as 5 for an hour of orders."
    return measured("--every", 1, 100_000, "MIN", description)(command)


def page(command: Decorated) -> Decorated:
    """Add ``--page``, the file of a page about what was found."""
    return click.option(
        "--page",
        type=_PLACE,
        metavar="FILE",
        help="Write one self-contained HTML page, with figures and a map.",
    )(command)


def document(command: Decorated) -> Decorated:
    """Add ``--json``, which prints a document in place of words."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document."
    )(command)


def no_cache(command: Decorated) -> Decorated:
    """Add ``--no-cache``, with which agents learn as if nobody had before them."""
    return click.option(
        "--no-cache",
        is_flag=True,
        expose_value=False,
        callback=_learn_anew,
        help="Let agents learn anew, whatever earlier runs have kept.",
    )(command)


def _learn_anew(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's
    if asked:
        from simulation.routing.q_learning.kept import nothing_kept

        context.with_resource(nothing_kept())


def processes(command: Decorated) -> Decorated:
    """Add ``--processes``, how many are at work."""
    return counted(
        "--processes", 1, 1024, "Processes at work; absent: one for each core."
    )(command)


def out(
    description: str, *, required: bool = False, default: Path | None = None
) -> Callable[[Decorated], Decorated]:
    """Return ``--out``, the folder of what is kept, which `said` describes."""
    return click.option(
        "--out",
        type=_PLACE,
        required=required,
        metavar="FOLDER",
        help=description,
        **_default(default),
    )


def counted(
    name: str, least: int, most: int, description: str, default: int | None = None
) -> Callable[[Decorated], Decorated]:
    """Return an option that is a whole number, which `said` describes."""
    return click.option(
        name,
        type=click.IntRange(least, most),
        metavar="N",
        help=description,
        **_default(default),
    )


def measured(
    name: str,
    least: float,
    most: float,
    unit: str,
    description: str,
    default: float | None = None,
) -> Callable[[Decorated], Decorated]:
    """Return an option that is a quantity in a unit, which `said` describes."""
    return click.option(
        name,
        type=NumberRange(least, most),
        metavar=unit,
        help=description,
        **_default(default),
    )


def tables(command: Decorated) -> Decorated:
    """Add ``--csv``, the folder of exported tables."""
    return click.option(
        "--csv",
        type=_PLACE,
        metavar="FOLDER",
        help="Write all tables as CSV into this new folder.",
    )(command)


def _default(value: object) -> dict[str, Any]:
    """Return the default that click shows; to name none is another thing to it."""
    return {} if value is None else {"default": value, "show_default": True}
