"""``deliverai import --format``: instances of data sets, read as they are published."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli.failures import DONE

if TYPE_CHECKING:
    from simulation.demand.datasets.instance import Instance

FORMATS = ("mdrp", "rome", "lilim")


def format_of(path: Path, told: str) -> str | None:
    """Return which data set a path holds an instance of; None: a file of orders.

    Raises
    ------
    DemandError
        If it is a folder, and no instance that is known.
    """
    from simulation.demand.datasets.lilim import is_lilim
    from simulation.demand.datasets.mdrp import is_mdrp
    from simulation.demand.datasets.rome import is_rome
    from simulation.errors import DemandError

    if told != "auto":
        return None if told == "table" else told
    if not (path.is_dir() or path.name.endswith((".tar", ".tar.gz", ".tgz"))):
        return "lilim" if is_lilim(path) else None
    if is_mdrp(path) or is_rome(path):
        return "mdrp" if is_mdrp(path) else "rome"
    if path.is_dir():
        raise DemandError(
            path,
            "is a folder without an instance",
            "a file of orders, or files as Grubhub (orders.txt, ...) or Rome (D, ...) "
            "published them",
        )
    return None


def import_instance(  # noqa: PLR0913 - one for each option
    path: Path,
    name: str,
    *,
    instance: str | None,
    speed_kmh: float | None,
    others: Mapping[str, object],
    look: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Read an instance, show what is understood of it, and write its folder.

    Parameters
    ----------
    others
        Options of a file of orders, by name; an instance brings all of that.
    """
    from simulation.demand.datasets.instance import document_of, write_instance
    from simulation.errors import DemandError
    from simulation.folders import check_new

    given = [option for option, value in others.items() if value]
    if given:
        raise click.UsageError(
            f"{given[0]} is for a file of orders, and {path} is read as {name}."
        )
    if name != "rome" and (instance is not None or speed_kmh is not None):
        option = "--instance" if instance is not None else "--speed-kmh"
        raise click.UsageError(f"{option} is for --format rome.")
    stem = path.resolve().name.partition(".")[0]
    folder = out or Path(f"{instance or stem}_run".replace("/", "_"))
    if not look:
        check_new(folder, DemandError)
    read = _read(path, name, instance, speed_kmh)
    if not look:
        write_instance(folder, read)
    if as_json:
        document = document_of(read)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return DONE
    _show(read)
    if look:
        click.echo("Nothing is written (--look).")
    else:
        click.echo(f"Written to {folder}. Next: deliverai run {folder}/scenario.toml")
    return DONE


def _read(
    path: Path, name: str, instance: str | None, speed_kmh: float | None
) -> "Instance":
    from simulation.demand.datasets.lilim import read_lilim
    from simulation.demand.datasets.mdrp import read_mdrp
    from simulation.demand.datasets.rome import SPEED_KMH, read_rome

    if name == "mdrp":
        return read_mdrp(path)
    if name == "lilim":
        return read_lilim(path)
    return read_rome(path, instance, SPEED_KMH if speed_kmh is None else speed_kmh)


def _show(instance: "Instance") -> None:
    from simulation.demand.datasets.instance import document_of

    document = document_of(instance)
    orders, couriers = document["orders"], document["couriers"]
    hours = (orders["last_s"] - orders["first_s"]) / 3600
    click.echo(
        f"{instance.name} ({instance.format}): {orders['count']:,} orders in "
        f"{hours:.1f} h from {document['producers']:,} producers; "
        f"{couriers['count']:,} couriers, {couriers['most_at_once']:,} at once at most."
    )
    for note in instance.notes:
        click.echo(f"  {note}")
