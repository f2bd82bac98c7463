"""What a run shows of itself in a notebook: tables, figures and a card.

Nothing here computes: whoever analyses runs says in which module its views are, by the
entry point group `GROUP` or, where nothing is installed, by :func:`register`. So a run
knows its KPIs without this package knowing what a KPI is.
"""

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

GROUP = "deliverai.views"

_registered: list[str] = []


def register(module: str) -> None:
    """Say in which module views are, for a package that is not installed.

    Parameters
    ----------
    module
        Its name; imported when a view is first asked for. It holds a function for each
        of :class:`Views`, such as ``kpis(run)`` and ``figure(run, name)``.
    """
    if module not in _registered:
        _registered.append(module)


def view(name: str) -> Callable[..., Any]:
    """Return the function that makes a view.

    Raises
    ------
    ImportError
        If no package has views of runs.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 - not for `--help`

    modules = [*_registered, *(each.value for each in entry_points(group=GROUP))]
    if not modules:
        raise ImportError(
            f"run.{name}: no package has views of runs (entry points {GROUP}), "
            "expected deliverai to be installed, or `import analysis` before."
        )
    found: Callable[..., Any] = getattr(import_module(modules[0]), name)
    return found


class Views:
    """The views of a run, as tables, figures and HTML.

    Tables are made when first asked for; each is the reader's own copy.

    Examples
    --------
    >>> from simulation import load_scenario, simulate
    >>> keys = {"demand.load_per_min": 2, "demand.duration_min": 10}
    >>> run = simulate(load_scenario("paper/point_to_point", keys))
    >>> run
    <Run of paper/point_to_point: seed 1, replication 0, 20 orders>
    >>> run.kpis.loc["delivered", "value"]
    20
    >>> run.kpis.loc["distance_all_km", "unit"]
    'km'
    >>> len(run.deliveries)
    20
    >>> bool((run.deliveries["end_s"] > run.deliveries["start_s"]).all())
    True
    >>> sorted(run.legs["pool"].unique())
    ['peripheral']
    >>> run.figure("delivery_times").layout.xaxis.title.text
    'Delivery time [min]'
    """

    @property
    def kpis(self) -> "DataFrame":
        """Every KPI: by name its ``value``, ``unit`` ("" of counts) and ``meaning``.

        Values are those of ``kpis.json``; NaN where there is nothing to observe.
        """
        return self._table("kpis")

    @property
    def deliveries(self) -> "DataFrame":
        """One row per released order, by number; places by their ids.

        Columns: ``id``, where orders have one; ``producer``, ``producer_tract``,
        ``consumer``, ``consumer_tract``; ``placed`` and ``ends``, what clocks show at
        ``start_s`` and ``end_s``, where orders have a clock; ``start_s``; ``ready_s``
        and ``due_s``, where orders have them; ``picked_up_s`` (NaN if it was not);
        ``end_s`` [s], of an open order the end of the run;
        ``delivered``; ``cancelled``, where any is; ``delivery_time_s`` by
        ``report.clock`` (NaN unless delivered); ``legs``; and what the time went to,
        which sums to ``end_s - start_s``: ``ride_s``, ``decision_wait_s``,
        ``partner_wait_s``, ``vehicle_wait_s``, ``bay_wait_s``, ``handover_s`` and,
        where doors take time, ``food_wait_s`` and ``door_s``.
        """
        return self._table("deliveries")

    @property
    def legs(self) -> "DataFrame":
        """One row per leg of a vehicle, in order of departure; places by their ids.

        Columns: ``vehicle``; ``pool``; ``origin``, ``origin_tract``, ``target``,
        ``target_tract``; ``depart_s``, ``arrive_s`` [s] (NaN if under way at the
        horizon); ``distance_m``; ``ignored_m``, left out of it; ``load``, the
        deliveries aboard.
        """
        return self._table("legs")

    @property
    def vehicles(self) -> "DataFrame":
        """One row per vehicle that was ever in the fleet, by number.

        Columns: ``pool``; ``joined_s``, ``left_s`` [s] (NaN if it stayed); ``legs``;
        ``distance_km``, ``empty_km`` thereof, ``ignored_km`` beside it; ``driving_s``;
        ``door_s``, where doors take time.
        """
        return self._table("vehicles")

    @property
    def meetings(self) -> "DataFrame":
        """One row per meeting (through service), as planned; places by their ids.

        Columns: ``planned_s``; ``giver``, the vehicle that hands over; ``hotspot``,
        ``hotspot_tract``; ``orders``; ``saving_m``, as planned at that moment, in
        metres with time priced in, not measured; ``handed_over_s`` (NaN if it was
        not); ``receivers``, the vehicles that took them on; ``receivers_wait_s``, how
        long they stood there for them; ``hotspot_s``, how long the orders were there,
        each from the giver's arrival until it left: both sums over the meeting.
        """
        return self._table("meetings")

    @property
    def mdrp(self) -> "DataFrame":
        """Metrics of the meal delivery routing problem, each with how it is spread.

        By ``metric``: click to door, overage, ready to door, ready to pickup [min],
        orders per bundle and courier hour, utilisation and pay of couriers. Columns:
        ``count``, ``mean``, ``sd``, ``min``, ``p10``, ``median``, ``p90``, ``max``.
        """
        return self._table("mdrp")

    def figure(self, name: str = "over_time") -> Any:  # noqa: ANN401 - of Plotly
        """Return a figure, a ``plotly.graph_objects.Figure``.

        Parameters
        ----------
        name
            ``over_time``, ``delivery_times``, ``parts`` (what delivery times consist
            of), ``loads`` (how full core vehicles drive) or ``map`` (flows and waits).

        Raises
        ------
        InputError
            If there is no figure of that name.
        """
        return view("figure")(self, name)

    def _repr_html_(self) -> str | None:
        """Return the run as a notebook shows it; None where nothing has views."""
        try:
            card: str = view("card")(self)
        except ImportError:
            return None
        return card

    @cached_property
    def _tables(self) -> "dict[str, DataFrame]":
        return {}

    def _table(self, name: str) -> "DataFrame":
        if name not in self._tables:
            self._tables[name] = view(name)(self)
        return self._tables[name].copy()
