"""Decisions at the end of an instant (paper, Algorithms 2 and 3; model 4 and 5).

In this order: deliveries that share and lie together; those whose patience
ends; then, together, all who are undecided.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from simulation.record.log import EventLog
from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate, best_common_hop, group_of
from simulation.sharing.protocol import Match, Onward
from simulation.world.clock import Clock
from simulation.world.delivery import Delivery, Underway
from simulation.world.fleet import Fleet
from simulation.world.groups.adapting import Adapting
from simulation.world.groups.group import Group
from simulation.world.groups.holds import Holds
from simulation.world.groups.hops import HopRule
from simulation.world.groups.meetings import Load, Meetings
from simulation.world.groups.recorder import DecisionRecorder
from simulation.world.groups.rides import Lines
from simulation.world.groups.rules import SharingRules
from simulation.world.instant import Beat, EndOfInstant, Settles

if TYPE_CHECKING:
    from simulation.world.timeline import Timeline

_PAIR: Final = 2


class CoreDecisions(Settles):
    """Where deliveries in the overlay network go next, and with whom.

    Parameters
    ----------
    env, log, instant, underway
        The clock, the record, where the end of the instant is asked for, and all
        deliveries on their way.
    hops
        Which hops a delivery may take.
    fleet, capacity
        The core vehicles, and the seats of each.
    rules, recorder, lines
        What holds from the start; who writes down why, and vehicles with a timetable,
        where there are any.
    """

    def __init__(  # noqa: PLR0913 - what it uses, given once by assemble
        self,
        env: Clock,
        log: EventLog,
        instant: EndOfInstant,
        underway: Underway,
        *,
        hops: HopRule,
        fleet: Fleet,
        capacity: int,
        rules: SharingRules,
        recorder: DecisionRecorder | None = None,
        lines: Lines | None = None,
    ) -> None:
        self._timeline: Timeline = env
        self._instant = instant
        self._hops = hops
        self._fleet = fleet
        self._capacity = capacity
        self._recorder = recorder
        self._lines = lines
        self._parted: dict[int, Candidate] = {}  # of groups, at this instant
        self._beat = Beat(env, rules.interval_s, self._wake)
        # Where those of one group that parts find each other, and nobody else.
        self._own = Board(
            [(hotspot,) for hotspot in range(hops.hotspots)],
            meet_at_destination=True,
            lookahead_s=float("inf"),
        )
        self.meetings = Meetings(env, log, instant, underway, hops, self)
        self._holds = Holds(env, self.meetings, self._wake)
        self._adapting = Adapting(env, log, hops, self.meetings, self._use)
        self._adapting.adopt(rules)
        if lines is not None:
            lines.begin(self._wake)

    def adopt(self, rules: SharingRules) -> None:
        """Go on by other rules; whoever waits for a beat waits for the new one."""
        self._adapting.adopt(rules)
        if self._beat.change(rules.interval_s) and self.meetings.deciders:
            self._wake()

    def _use(self, rules: SharingRules) -> None:
        self._handler = rules.handler
        self._onward: Onward | None = getattr(rules.handler, "onward", None)
        self._board = None if rules.board is None else rules.board()
        self.meetings.adopt(
            self._board,
            count_inbound=rules.count_inbound,
            max_wait_s=rules.max_wait_s,
        )
        self._holding = self._holds.adopt(rules.handler, rules.max_wait_s)

    def forget(self, delivery: Delivery) -> None:
        """Let one that goes another way share with nobody, and wait for nobody."""
        self._holds.forget(delivery)
        if self._lines is not None:
            self._lines.forget(delivery)

    def _wake(self) -> None:
        self._instant.decide(self)

    # The end of an instant ---------------------------------------------------

    @override
    def settle(self) -> None:
        """Send on who shares, who lost patience, and who is undecided."""
        meetings = self.meetings
        if self._adapting.learns:
            self._adapting.settle()
        together: dict[int, Load] = {}  # by the lowest order of each
        if meetings.gathered or meetings.impatient:
            for load, group in self._moving():
                if meetings.groups.get(load[0].order) is group:
                    together[load[0].order] = load
        if meetings.deciders and self._beat.is_now():
            self._pair_up(together)
        self._parted.clear()
        for order in sorted(together):
            self._send_together(together[order])
        if self._lines is not None:
            for delivery in self._lines.leave():
                meetings.arrived(delivery)  # and decides anew

    def _moving(self) -> list[tuple[Load, Group]]:
        """Return those who move on together, once the impatient have left."""
        moving = self._gathered()
        if self.meetings.impatient:
            for delivery in self.meetings.expired():
                self._send_alone(delivery)
            moving += self._gathered()
        return moving

    def _gathered(self) -> list[tuple[Load, Group]]:
        """Return those who lie together and know their hop, and their groups."""
        gathered, self.meetings.gathered = self.meetings.gathered, {}
        moving: list[tuple[Load, Group]] = []
        for order in sorted(gathered):
            load = gathered[order]
            first = load[0]
            if first.order != order:  # one of those who move on with it
                continue
            group = self.meetings.groups[order]
            if first.hotspot != group.hop:
                moving.append((load, group))
            else:
                moving += self._ride_on(group)
        return moving

    def _ride_on(self, group: Group) -> list[tuple[Load, Group]]:
        """Choose the next common hop of a group at the last one, or let it part.

        One of more than two that parts pairs its own anew first (Algorithm 3, 3 to 15).
        """
        members = group.members
        candidates = [self._hops.candidate(member) for member in members]
        if self._onward is None:
            hop, _ = best_common_hop(candidates, meet_at_destination=True) or (None, 0)
        else:
            hop = self._onward(candidates, self._timeline.now)
        if self._recorder is not None:
            self._recorder.preferences(members)
        if hop is not None:
            group.ride_on_to(hop)
            return [(members, group)]
        self.meetings.part(group)
        for candidate in candidates:
            self._parted[candidate.order] = candidate
        if len(members) == _PAIR:  # nobody else to pair with
            return []
        for candidate in candidates:
            self._own.post(candidate)
        matches = self._handler.match(candidates, self._own, self._timeline.now)
        if self._recorder is not None:
            self._recorder.requests(candidates, self._own, matches)
        for candidate in candidates:
            self._own.remove(candidate)
        loads = [load for match in matches for load in self.meetings.accept(match)]
        return [(load, self.meetings.groups[load[0].order]) for load in loads]

    def _pair_up(self, together: dict[int, Load]) -> None:
        """Let all undecided send their requests, and send on who finds nobody.

        `together`, who is about to leave, by the lowest order; those of groups that
        form are added to it, those of groups that others join are replaced.
        """
        deciders = list(self.meetings.deciders.values())
        if len(deciders) > 1:
            deciders.sort(key=lambda each: each.order)
        if self._lines is not None:
            deciders = [each for each in deciders if not self._rides(each)]
        holding = self._holding
        for match in self._matches(deciders, together):
            for candidate in match.members:
                together.pop(candidate.order, None)
                if holding:
                    self._holds.end(candidate.order)
            for load in self.meetings.accept(match):
                together[load[0].order] = load
        for delivery in deciders:
            if delivery.order not in self.meetings.groups and not (
                holding and self._holds.keeps(delivery)
            ):
                self._send_alone(delivery)

    def _rides(self, delivery: Delivery) -> bool:
        """Return whether one waits for a line from now on; nobody may ask it then."""
        assert self._lines is not None
        if not self._lines.takes(delivery, self._timeline.now):
            return False
        self.meetings.withdraw(delivery)
        del self.meetings.deciders[delivery.order]
        return True

    def _matches(
        self, deciders: list[Delivery], together: dict[int, Load]
    ) -> list[Match]:
        """Return whom the handler lets share at this instant."""
        board, recorder = self._board, self._recorder
        if recorder is not None:
            recorder.preferences(deciders)
        if board is None:
            return []
        candidates, others = self._candidates(deciders)
        if self._capacity > _PAIR:  # else every group is full
            others += self._groups_with_seats(together)
        for each in others:
            board.post(each)
        matches = self._handler.match(candidates, board, self._timeline.now)
        if recorder is not None:
            recorder.requests(candidates, board, matches)
        for each in others:
            board.remove(each)
        return matches

    def _candidates(
        self, deciders: list[Delivery]
    ) -> tuple[list[Candidate], list[Candidate]]:
        """Return the undecided as candidates, and those that are to be posted.

        One that decides alone is not: nobody asks for it.
        """
        posted, parted = self.meetings.posted, self._parted
        candidates: list[Candidate] = []
        others: list[Candidate] = []
        for delivery in deciders:
            candidate = posted.get(delivery.order)
            if candidate is None:
                candidate = parted.get(delivery.order)
                if candidate is None:
                    candidate = self._hops.candidate(delivery)
                others.append(candidate)
            candidates.append(candidate)
        if len(candidates) == 1:
            others.clear()
        return candidates, others

    def _groups_with_seats(self, together: dict[int, Load]) -> list[Candidate]:
        """Return groups that lie complete with free seats."""
        posted: list[Candidate] = []
        for order in sorted(together):
            members = self.meetings.groups[order].members
            complete = len(together[order]) == len(members)
            if complete and len(members) < self._capacity:
                each = group_of([self._hops.candidate(member) for member in members])
                if each.size < self._capacity:
                    posted.append(each)
        return posted

    def _send_together(self, load: Load) -> None:
        """Call one vehicle for those who move on together."""
        group = self.meetings.groups[load[0].order]
        group.decide(load, self._timeline.now)
        self._call(load, group.hop)

    def _send_alone(self, delivery: Delivery) -> None:
        """Decide for a delivery on its own (Algorithm 3, line 29)."""
        self.meetings.withdraw(delivery)
        self.meetings.deciders.pop(delivery.order, None)
        hop = self._hops.alone(delivery)
        delivery.decide(self._timeline.now, hop)
        self._call((delivery,), hop)

    def _call(self, load: Sequence[Delivery], hop: int) -> None:
        waits = self.meetings.waits
        if waits:  # these wait for nobody any more
            for delivery in load:
                waits.pop(delivery.order, None)
        self._fleet.request(load, load[0].hotspot, hop)
