"""Decisions at the end of an instant (paper, Algorithms 2 and 3; model 4 and 5).

In this order: deliveries that share and stand together; those whose patience
ends; then, together, all who stand undecided.
"""

from simpy import Environment, Event

from simulation.record.log import EventLog
from simulation.sharing.board import Board
from simulation.sharing.candidate import best_hop
from simulation.sharing.protocol import Match, RequestHandler
from simulation.units import TICKS_PER_S
from simulation.world.delivery import NOWHERE, Delivery, Group
from simulation.world.fleet import Fleet
from simulation.world.hops import HopRule
from simulation.world.instant import EndOfInstant
from simulation.world.meetings import Meetings
from simulation.world.party import Party
from simulation.world.vehicle import Load
from simulation.world.witness import Witness

_PAIR = 2


class CoreDecisions:
    """Where deliveries in the overlay network go next, and with whom.

    Parameters
    ----------
    env, log, instant
        The clock, the record, and where the end of the instant is asked for.
    hops
        Which hops a delivery may take.
    meetings
        Who shares with whom.
    handler, board
        Who is let share; no board if nobody ever is.
    fleet
        The core vehicles.
    capacity
        Deliveries a core vehicle takes.
    interval_s
        The decision beat [s]: the undecided wait for its next multiple; 0 for none.
    witness
        Writes down why, if that is asked for.
    """

    def __init__(  # noqa: PLR0913 - what it uses, given once by assemble
        self,
        env: Environment,
        log: EventLog,
        instant: EndOfInstant,
        *,
        hops: HopRule,
        meetings: Meetings,
        handler: RequestHandler,
        board: Board | None,
        fleet: Fleet,
        capacity: int,
        interval_s: float,
        witness: Witness | None = None,
    ) -> None:
        self._env = env
        self._log = log
        self._instant = instant
        self._hops = hops
        self._meetings = meetings
        self._handler = handler
        self._board = board
        self._fleet = fleet
        self._capacity = capacity
        self._beat_ticks = round(interval_s * TICKS_PER_S)
        self._beat_awaited: Event | None = None
        self._witness = witness
        # Where those of one party that parts find each other, and nobody else.
        self._own = Board(
            [(hotspot,) for hotspot in range(hops.hotspots)],
            meet_at_destination=True,
            lookahead_s=float("inf"),
        )

    def go_on_by(
        self, handler: RequestHandler, board: Board | None, interval_s: float
    ) -> None:
        """Go on by other rules; whoever waits for a beat waits for the new one."""
        self._handler = handler
        self._board = board
        beat_ticks = round(interval_s * TICKS_PER_S)
        if beat_ticks != self._beat_ticks:
            self._beat_ticks = beat_ticks
            self._beat_awaited = None
            if self._meetings.deciders:
                self._instant.decide_soon()

    def serve_with(self, fleet: Fleet) -> None:
        """Call vehicles of `fleet` from now on."""
        self._fleet = fleet

    def boarded(self, load: Load, target: int, ready_s: float) -> None:
        """Take note that a core vehicle leaves with `load` for the hotspot `target`."""
        for delivery in load:
            delivery.hotspot = target
            delivery.visited |= 1 << target
            delivery.core_hops += 1
            delivery.next_hop = NOWHERE
        self._meetings.under_way(load, ready_s)

    # The end of an instant ---------------------------------------------------

    def decide(self) -> None:
        """Send on who shares, who lost patience, and who stands undecided."""
        meetings = self._meetings
        together: dict[int, Delivery] = {}
        if meetings.gathered or meetings.impatient:
            moving = self._gathered()
            if meetings.impatient:
                for delivery in meetings.expired():
                    self._send_alone(delivery)
                moving += self._gathered()
            for delivery, party in moving:
                if delivery.party is party:
                    together[delivery.order] = delivery
        if meetings.deciders and self._on_beat():
            self._pair_up(together)
        for order in sorted(together):
            self._send_together(together[order])

    def _gathered(self) -> list[tuple[Delivery, Party]]:
        """Return one of each complete group that knows its hop, and its party."""
        gathered, self._meetings.gathered = self._meetings.gathered, {}
        moving: list[tuple[Delivery, Party]] = []
        for order in sorted(gathered):
            delivery = gathered[order]
            party = delivery.party
            assert party is not None
            if delivery.hotspot != party.hop:
                moving.append((delivery, party))
            else:
                moving += self._ride_on(party)
        return moving

    def _ride_on(self, party: Party) -> list[tuple[Delivery, Party]]:
        """Choose the next common hop of a party at the last one, or let it part.

        A party that parts first pairs its own members anew, if more than two
        (Algorithm 3, lines 3 to 15; model 5 for capacity beyond 2).
        """
        best = best_hop(self._hops.in_common(party.members))
        if self._witness is not None:
            self._witness.preferences(party.members)
        if best is not None:
            party.hop = best.hop
            return [(party.members[0], party)]
        members = party.members
        self._meetings.part(party)
        if len(members) == _PAIR:  # nobody else to pair with
            return []
        for member in members:
            self._own.post(member)
        matches = self._handler.match(members, self._own, self._env.now)
        if self._witness is not None:
            self._witness.requests(members, self._own, matches)
        for member in members:
            self._own.remove(member)
        first = [each for match in matches for each in self._meetings.accept(match)]
        return [(each, each.party) for each in first if each.party is not None]

    def _pair_up(self, together: dict[int, Delivery]) -> None:
        """Let all undecided send their requests, and send on who finds nobody.

        `together`, one of each group that is about to leave, by its order; groups
        that form are added to it, groups that others join are replaced.
        """
        deciders = list(self._meetings.deciders.values())
        if len(deciders) > 1:
            deciders.sort(key=lambda each: each.order)
        for match in self._matches(deciders, together):
            for candidate in match.members:
                together.pop(candidate.order, None)
            for delivery in self._meetings.accept(match):
                together[delivery.order] = delivery
        for delivery in deciders:
            if delivery.party is None:
                self._send_alone(delivery)

    def _matches(
        self, deciders: list[Delivery], together: dict[int, Delivery]
    ) -> list[Match]:
        """Return whom the handler lets share at this instant."""
        board, witness = self._board, self._witness
        if witness is not None:
            witness.preferences(deciders)
        if board is None:
            return []
        groups = self._post_groups(together, board)
        matches = self._handler.match(deciders, board, self._env.now)
        if witness is not None:
            witness.requests(deciders, board, matches)
        for group in groups:
            board.remove(group)
        return matches

    def _post_groups(self, together: dict[int, Delivery], board: Board) -> list[Group]:
        """Post groups that stand complete with free seats; return the postings."""
        posted: list[Group] = []
        if self._capacity == _PAIR:  # every group is full
            return posted
        for order in sorted(together):
            party = together[order].party
            assert party is not None  # it is about to leave together
            members = party.members
            complete = len(party.companions(together[order])) == len(members)
            if complete and len(members) < self._capacity:
                group = self._hops.group(members)
                board.post(group)
                posted.append(group)
        return posted

    def _send_together(self, delivery: Delivery) -> None:
        """Call one vehicle for all who move on together with `delivery`."""
        party = delivery.party
        assert party is not None
        load = tuple(party.companions(delivery))
        for each in load:
            self._meetings.decided(each, party)
        self._call(load, party.hop)

    def _send_alone(self, delivery: Delivery) -> None:
        """Decide for a delivery on its own (Algorithm 3, line 29)."""
        self._meetings.withdraw(delivery)
        self._meetings.deciders.pop(delivery.order, None)
        hop = self._hops.alone(delivery)
        delivery.next_hop = hop
        self._log.decided(self._env.now, delivery.order, delivery.hotspot, hop)
        self._call((delivery,), hop)

    def _call(self, load: Load, hop: int) -> None:
        for delivery in load:
            delivery.standing = False
            delivery.waiting += 1
        self._fleet.request(load, load[0].hotspot, hop, self.boarded)

    # The beat ----------------------------------------------------------------

    def _on_beat(self) -> bool:
        """Return whether this instant is on the beat; if not, wait for the next."""
        if not self._beat_ticks:
            return True
        ticks = round(self._env.now * TICKS_PER_S)
        rest = ticks % self._beat_ticks
        if not rest:
            return True
        if self._beat_awaited is None:
            delay_s = (self._beat_ticks - rest) / TICKS_PER_S
            self._beat_awaited = self._env.timeout(delay_s)
            self._beat_awaited.callbacks.append(self._beat)
        return False

    def _beat(self, beat: Event) -> None:
        if beat is self._beat_awaited:  # not one of a beat that is given up
            self._beat_awaited = None
            self._instant.decide_soon()
