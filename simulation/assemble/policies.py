"""The rules of a world, made from a scenario."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from simulation.assemble.fleets import FleetMaker
from simulation.assemble.knowing import Knowing
from simulation.assemble.parts import part_of
from simulation.errors import ScenarioError
from simulation.network.overlay import Overlay
from simulation.registry import HANDLER, ROUTING
from simulation.routing.offers import OfferBook
from simulation.routing.superspots import SuperspotPolicy
from simulation.scenario.hotspots import HotspotsSpec
from simulation.scenario.requests import RequestsSpec
from simulation.scenario.traffic import FREE_FLOW
from simulation.sharing.arrivals import load_arrivals
from simulation.sharing.board import Board
from simulation.sharing.checked import CheckedHandler
from simulation.sharing.fastest import Alone
from simulation.sharing.protocol import RequestHandler
from simulation.sharing.scanned_board import ScannedBoard
from simulation.specs import nearest
from simulation.units import Floats, on_time_grid
from simulation.world.groups.rules import SharingRules
from simulation.world.hotspot import Docking, HandoverTime


class Rules(FleetMaker):
    """Makes the rules of one scenario: those of its fleets, and who shares."""

    def sharing(self) -> SharingRules:
        """Return who goes where next, and with whom."""
        scenario, spec = self._scenario, self._scenario.requests
        handler = self._handler(self._prepared.overlay)
        book = self._prepared.offers_of(scenario.routing)
        return SharingRules(
            book=book,
            revisit=spec.revisit,
            handler=handler,
            board=self._board(spec, book) if handler.shares else None,
            count_inbound=spec.count_inbound,
            max_wait_s=_bounded(spec.max_wait_s),
            interval_s=spec.decision_interval_s,
            knows=self._knowing(),
        )

    def _knowing(self) -> Knowing | None:
        """Return what knows of the moment; ``None`` where deciding knows free flow.

        Raises
        ------
        ScenarioError
            If the agents are not ours, which nobody can have solve anew.
        """
        scenario, prepared = self._scenario, self._prepared
        routing, docks_at = scenario.routing, scenario.hotspots.docks_at
        if routing.times == FREE_FLOW:
            return None
        if part_of(ROUTING, scenario, prepared.given).source is not None:
            raise ScenarioError(
                f"{scenario.name}: routing.times",
                f'is "{routing.times}" where routing.policy is one\'s own',
                f'"{FREE_FLOW}": such a policy answers as it was made',
            )
        moments = None
        if self._by_hour is not None:
            by_chance = routing.times == "now"
            moments = self._by_hour.between_hotspots(by_chance=by_chance)
        ids = prepared.region.tracts.ids
        shunned = frozenset(
            place for place, name in enumerate(ids) if docks_at.get(name) == 0
        )
        handler = part_of(HANDLER, scenario, prepared.given)
        weighs = handler.source is None and handler.names("travel_time_s")
        return Knowing(
            prepared.routing_of(scenario),
            prepared.overlay,
            prepared.offers_of(routing),
            moments,
            shunned,
            self._streams,
            self._handler if weighs else None,
        )

    def _handler(self, overlay: Overlay) -> RequestHandler:
        capacity, spec = self._scenario.fleet.core.capacity, self._scenario.requests
        part = part_of(HANDLER, self._scenario, self._prepared.given)
        handler: RequestHandler = part.make(
            {
                **self._values,
                "travel_time_s": overlay.travel_time_s,
                "distance_m": overlay.distance_m,
                "capacity": capacity,
                "value_of_time_m_per_s": spec.value_of_time_m_per_s,
                "arrivals_per_s": self._arrivals_per_s(spec.table),
                "hold_s": float(on_time_grid(spec.hold_s)),
                "alone": self._alone(overlay) if part.names("alone") else None,
            }
        )
        return (
            handler if part.source is None else CheckedHandler(handler, part, capacity)
        )

    def _alone(self, overlay: Overlay) -> Alone | None:
        """Return metres and times between hotspots where those are not the fastest."""
        policy = self._prepared.policy
        if not isinstance(policy, SuperspotPolicy):
            return None
        along = policy.clusters.along
        return along(overlay.distance_m), along(overlay.travel_time_s)

    def _arrivals_per_s(self, table: str | None) -> Floats | None:
        if table is None or self._scenario.requests.handler != "reservation":
            return None
        times_s = self._prepared.overlay.travel_time_s
        return self._prepared.once(
            ("arrivals", table), lambda: load_arrivals(Path(table), times_s).per_s
        )

    def _board(self, spec: RequestsSpec, book: OfferBook) -> "partial[Board]":
        lookahead_s = _bounded(spec.lookahead_s)
        return partial(
            Board if book.forms_together else ScannedBoard,
            self._prepared.overlay.neighbours(spec.interaction_range_m),
            meet_at_destination=spec.meet_at_destination,
            lookahead_s=float("inf") if lookahead_s is None else lookahead_s,
        )


def docking_of(
    spec: HotspotsSpec,
    handover_time: HandoverTime | None = None,
    tract_ids: Sequence[str] = (),
) -> Docking:
    """Return bays, storage and the time of a handover.

    Raises
    ------
    ScenarioError
        If a hotspot that has bays or storage of its own is none of the region.
    """
    handover_s = float(on_time_grid(spec.handover_s))
    if handover_time is None and handover_s > 0:
        handover_time = handover_s.__mul__
    return Docking(
        _counted(spec.docks),
        handover_time,
        _counted_at(spec.docks_at, "hotspots.docks_at", tract_ids),
        _counted(spec.storage),
        _counted_at(spec.storage_at, "hotspots.storage_at", tract_ids),
    )


def _counted(limit: int | str) -> int | None:
    """Return a number of bays or orders; ``None`` for as many as come."""
    return limit if isinstance(limit, int) else None


def _counted_at(
    limits: Mapping[str, int | str], table: str, tract_ids: Sequence[str]
) -> dict[int, int | None]:
    """Return the same of single hotspots, by place."""
    number = {name: place for place, name in enumerate(tract_ids)}
    for name in limits:
        if name not in number:
            near = nearest(name, list(number))
            raise ScenarioError(
                f"{table}.{name}",
                "there is no such hotspot",
                "the id of a tract of the region",
                hint=f"did you mean {near}?" if near else "",
            )
    return {number[name]: _counted(each) for name, each in limits.items()}


def _bounded(limit_s: float | str) -> float | None:
    """Return a time limit on the time grid [s]; ``None`` for unbounded."""
    return None if isinstance(limit_s, str) else float(on_time_grid(limit_s))
