"""``deliverai import``: files of orders and couriers, read as they are."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.cli import options
from analysis.cli.failures import DONE
from analysis.cli.import_instance import FORMATS, format_of, import_instance

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from simulation.demand.importing.couriers import ImportedCouriers
    from simulation.demand.importing.orders import Imported
    from simulation.region import Region

_PATH = click.Path(path_type=Path)


@click.command(name="import")
@click.argument("orders", type=_PATH, metavar="ORDERS")
@click.option(
    "--couriers",
    type=_PATH,
    metavar="FILE",
    help="A file of couriers or of their shifts.",
)
@click.option(
    "--map",
    "told",
    multiple=True,
    metavar="COLUMN=NAME,...",
    help="Say what columns of ORDERS are, such as created_at=placed; COLUMN=- leaves "
    "one alone.",
)
@click.option(
    "--map-couriers",
    "told_couriers",
    multiple=True,
    metavar="COLUMN=NAME,...",
    help="The same for the file of couriers, such as begin=on.",
)
@click.option(
    "--region",
    "region_folder",
    metavar="FOLDER",
    help="The prepared region that the orders lie in; absent: embedded.",
)
@click.option(
    "--zone",
    metavar="NAME",
    help="The time zone of times that say none, such as Europe/Helsinki; absent: that "
    "of the city nearest to the region.",
)
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    metavar="ORDER",
    help="How 3/4/2026 is read, where no row tells: day-first or month-first.",
)
@click.option(
    "--outside",
    type=click.Choice(["drop"]),
    metavar="drop",
    help="Drop orders outside the region even if they are most of them.",
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["auto", "table", *FORMATS]),
    default="auto",
    show_default=True,
    metavar="NAME",
    help="What ORDERS is: a table, or an instance of a data set as it was published: "
    "mdrp (Grubhub), rome (Cosmi et al.), lilim (Li and Lim).",
)
@click.option(
    "--instance",
    metavar="NAME",
    help="With rome: which one, such as I7, or I7_8.5 for 8.5 orders a courier.",
)
@click.option(
    "--speed-kmh",
    type=options.NumberRange(0.1, 1000),
    metavar="NUMBER",
    help="With rome, which has minutes alone: what makes metres of them; absent: 18.",
)
@click.option("--look", is_flag=True, help="Show what is understood, write nothing.")
@options.out("The new folder; absent: named as ORDERS, without its endings.")
@options.document
def import_(  # noqa: PLR0913 - one for each option
    *,
    orders: Path,
    couriers: Path | None,
    told: tuple[str, ...],
    told_couriers: tuple[str, ...],
    region_folder: str | None,
    zone: str | None,
    dates: str | None,
    outside: str | None,
    sheet: str | None,
    format_: str,
    instance: str | None,
    speed_kmh: float | None,
    look: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Read a file of orders as it is, and write a scenario of them.

    ORDERS is a CSV (any delimiter and encoding), Excel or Parquet file, packed or not.
    What its columns are is told by their names and by what is in them, and shown.
    Instances of data sets are read as they are published (--format).
    """
    from analysis.cli.import_shown import show_import
    from simulation.demand.importing.folder import Written, document_of, write_import
    from simulation.demand.importing.orders import Asked, import_orders
    from simulation.demand.importing.sheets import read_sheet
    from simulation.errors import DemandError
    from simulation.folders import check_new

    found = format_of(orders, format_)
    if found is not None:
        return import_instance(
            orders,
            found,
            instance=instance,
            speed_kmh=speed_kmh,
            others={
                "--couriers": couriers,
                "--map": told,
                "--map-couriers": told_couriers,
                "--region": region_folder,
                "--zone": zone,
                "--dates": dates,
                "--outside": outside,
                "--sheet": sheet,
            },
            look=look,
            out=out,
            as_json=as_json,
        )
    if instance is not None or speed_kmh is not None:
        raise click.UsageError("--instance and --speed-kmh are for --format rome.")
    folder = out or Path(orders.name.partition(".")[0] or "orders")
    if not look:
        check_new(folder, DemandError)
    asked = Asked(_map("--map", told), dates, outside or "told")
    mapped = _map("--map-couriers", told_couriers)
    if told_couriers and couriers is None:
        raise click.UsageError("--map-couriers is given without --couriers.")
    table = read_sheet(orders, sheet)
    region, named, region_why = _region(region_folder)
    clock, zone_why = _zone(zone, region)
    imported = import_orders(table, region, clock, asked)
    written = Written(
        imported,
        None
        if couriers is None
        else _couriers(couriers, region, imported, clock, mapped),
        named,
        region_why,
        zone_why,
    )
    if not look:
        write_import(folder, written)
    if as_json:
        click.echo(json.dumps(document_of(written), indent=2, ensure_ascii=False))
    else:
        show_import(written)
        _say_next(folder, look=look)
    return DONE


def _say_next(folder: Path, *, look: bool) -> None:
    if look:
        click.echo("Nothing is written (--look).")
        return
    click.echo(f"Written to {folder}. Next: deliverai run {folder}/scenario.toml")


def _map(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """Return columns of a file to canonical ones.

    Raises
    ------
    click.UsageError
        If a text is no such pair.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        for pair in _pairs(text):
            column, equals, name = pair.rpartition("=")
            if not equals or not column.strip() or not name.strip():
                raise click.UsageError(
                    f"{option} {pair!r}: is no COLUMN=NAME, expected such as "
                    "created_at=placed."
                )
            if column.strip() in pairs:
                raise click.UsageError(
                    f"{option}: {column.strip()} is there twice, expected once."
                )
            pairs[column.strip()] = name.strip()
    return pairs


def _pairs(text: str) -> list[str]:
    """Return a text cut at its commas, but for those within the name of a column."""
    pairs: list[str] = []
    begun = ""
    for piece in text.split(","):
        begun += piece
        if "=" in piece:
            pairs.append(begun)
            begun = ""
        else:
            begun += ","
    return [*pairs, begun.rstrip(",")] if begun.strip(",") else pairs


def _region(folder: str | None) -> tuple["Region", str, str]:
    """Return the region, as a scenario names it, and why it is that one."""
    from simulation.region import load_region

    if folder is None or folder == "embedded":
        why = "as told" if folder else "none is told"
        return load_region("embedded"), "embedded", why
    return load_region(folder), str(Path(folder).resolve()), "as told"


def _zone(name: str | None, region: "Region") -> tuple["ZoneInfo", str]:
    """Return the zone of times that say none, and why it is that one.

    Raises
    ------
    click.UsageError
        If there is no zone of that name.
    """
    from zoneinfo import ZoneInfo, available_timezones

    from simulation.demand.clocks import zone_named, zone_of_region
    from simulation.specs import nearest

    if name is None:
        found = zone_of_region(region)
        if found is None:
            return ZoneInfo("UTC"), "no list of zones is at hand"
        return found, f"the nearest to {region.name}"
    told = zone_named(name)
    if told is None:
        near = nearest(name, sorted(available_timezones()))
        hint = f" (did you mean {near}?)" if near else ""
        raise click.UsageError(
            f"--zone is {name}, expected a time zone such as Europe/Helsinki{hint}."
        )
    return told, "as told"


def _couriers(
    path: Path,
    region: "Region",
    orders: "Imported",
    zone: "ZoneInfo",
    told: dict[str, str],
) -> "ImportedCouriers":
    """Return the couriers, whose shifts are on the clock of the orders."""
    from simulation.demand.importing.couriers import import_couriers
    from simulation.demand.importing.sheets import read_sheet
    from simulation.errors import DemandError

    if orders.zone is None:
        raise DemandError(
            f"{path}: shifts are on a clock, and the orders of {orders.sheet.path} "
            "have none, expected orders with dates."
        )
    placed = orders.placed()
    span = (placed[0], placed[-1])
    return import_couriers(read_sheet(path), region, zone, span, told, orders.order)
