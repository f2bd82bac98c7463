"""Meetings: how groups form, gather, part and lose patience (model 5).

Whoever shares is in a group. Everybody else who rides to a hotspot that is not the
destination is posted on the board for others to ask, and stays there until it has
decided. Who decides without having been posted is on it while it does.
"""

from itertools import count
from typing import TYPE_CHECKING

from simpy import Environment, Event
from simpy.events import Timeout

from simulation.record.log import NAN, NONE, SHARING_ENDED, EventLog
from simulation.sharing.board import Board
from simulation.sharing.protocol import Match
from simulation.world.clock import Clock
from simulation.world.delivery import Delivery, Underway
from simulation.world.groups.group import Group
from simulation.world.groups.hops import HopRule
from simulation.world.instant import EndOfInstant, Settles

if TYPE_CHECKING:
    from simulation.sharing.candidate import Candidate
    from simulation.world.timeline import Timeline

Load = list[Delivery]  # who moves on in one vehicle, by order


class _Patience(Timeout):
    """Fires when one wait for partners has lasted long enough."""

    def __init__(
        self, env: Environment, delivery: Delivery, wait: int, delay_s: float
    ) -> None:
        super().__init__(env, delay_s)
        self.delivery = delivery
        self.wait = wait


class Meetings:
    """Who shares with whom, and who waits for whom.

    Parameters
    ----------
    env, log, instant
        The clock, the record, and where the end of the instant is asked for.
    underway
        All deliveries on their way.
    hops
        Which hops a delivery may take.
    decider
        Who decides at the end of an instant.

    Attributes
    ----------
    groups
        The group of each delivery that shares, by order.
    posted
        Those whom others find on the board, by order.
    deciders
        The undecided, by order.
    gathered
        Those who lie together and move on together, by the order of each of them.
    waits
        The number of each wait for others, by order; none where patience is endless.
    impatient
        Waits that end at this instant.
    """

    def __init__(
        self,
        env: Clock,
        log: EventLog,
        instant: EndOfInstant,
        underway: Underway,
        hops: HopRule,
        decider: Settles,
    ) -> None:
        self._env = env
        self._timeline: Timeline = env
        self._log = log
        self._instant = instant
        self._underway = underway
        self._hops = hops
        self._decider = decider
        self._board: Board | None = None
        self._count_inbound = True
        self._max_wait_s: float | None = None
        self._numbers = count()
        self.waits: dict[int, int] = {}
        self.groups: dict[int, Group] = {}
        self.posted: dict[int, Candidate] = {}
        self.deciders: dict[int, Delivery] = {}
        self.gathered: dict[int, Load] = {}
        self.impatient: list[_Patience] = []

    def adopt(
        self, board: Board | None, *, count_inbound: bool, max_wait_s: float | None
    ) -> None:
        """Go on by other rules; all that is agreed stays.

        Whoever may be asked is posted anew, on `board`. Another patience holds for
        waits that have begun too: it counts from the arrival at the place.

        Parameters
        ----------
        board
            Where unshared deliveries are found; ``None`` if nobody ever shares.
        count_inbound
            Whether those a vehicle carries to a hotspot are posted too.
        max_wait_s
            Patience [s]; ``None`` for as long as it takes.
        """
        other_patience = max_wait_s != self._max_wait_s
        self._board = board
        self._count_inbound = count_inbound and board is not None
        self._max_wait_s = max_wait_s
        self.posted.clear()
        for delivery in self._underway.values():
            group = self.groups.get(delivery.order)
            if group is None:
                onward = delivery.hotspot != delivery.destination
                onward = onward and delivery.relayed and not delivery.recalled
                if count_inbound and delivery.is_expected and onward:
                    self.post(delivery)
            elif other_patience and delivery.dwells and group.awaited(delivery):
                self._wait(delivery)

    # On the board ------------------------------------------------------------

    def post(self, delivery: Delivery) -> None:
        """Let others ask an unshared delivery to share."""
        board = self._board
        if board is not None and delivery.order not in self.posted:
            candidate = self._hops.candidate(delivery)
            board.post(candidate)
            self.posted[delivery.order] = candidate

    def withdraw(self, delivery: Delivery) -> None:
        """Take a delivery off the board: it shares, or has decided."""
        candidate = self.posted.pop(delivery.order, None)
        if candidate is not None:
            assert self._board is not None  # it was posted there
            self._board.remove(candidate)

    def boarded(self, delivery: Delivery) -> None:
        """Take note that a vehicle carries one to a hotspot, or to the door."""
        onward = delivery.hotspot != delivery.destination and not delivery.recalled
        if onward and self._count_inbound and delivery.order not in self.groups:
            self.post(delivery)

    # Arriving ----------------------------------------------------------------

    def arrived(self, delivery: Delivery) -> None:
        """Take in a delivery that lies at a hotspot and is not there yet."""
        order = delivery.order
        group = self.groups.get(order)
        if group is None:
            deciders = self.deciders
            if not deciders:  # else that is asked for, or waits for a beat
                self._instant.decide(self._decider)
            deciders[order] = delivery
        elif order not in self.gathered:  # not with another one, a moment ago
            load = group.gathered_with(delivery)
            if load:
                self._gather(load)
            else:
                self._wait(delivery)

    def reached_destination(self, delivery: Delivery) -> None:
        """Let a delivery that lies at its destination leave its group."""
        if (group := self.groups.get(delivery.order)) is not None:
            self.leave(group, delivery)

    def _wait(self, delivery: Delivery) -> None:
        """Wait for the others of a group, as long as patience lasts.

        It counts from the arrival at this place, even if the decision to meet
        here came later (model 5).
        """
        if self._max_wait_s is None:
            self.waits.pop(delivery.order, None)  # a former patience ends nothing
            return
        wait = self.waits[delivery.order] = next(self._numbers)
        left_s = delivery.since_s + self._max_wait_s - self._timeline.now
        patience = _Patience(self._env, delivery, wait, max(0.0, left_s))
        patience.callbacks.append(self._patience_ends)

    def _patience_ends(self, event: Event) -> None:
        assert isinstance(event, _Patience)
        self.impatient.append(event)
        self._instant.decide(self._decider)

    def _gather(self, load: Load) -> None:
        """Note that all who move on together from here are together."""
        gathered = self.gathered
        if not gathered:
            self._instant.decide(self._decider)
        for each in load:
            gathered[each.order] = load

    # Leaving -----------------------------------------------------------------

    def leave(self, group: Group, delivery: Delivery) -> None:
        """Let one go its own way; a single one left behind is free too."""
        self._drop(group, [delivery])

    def part(self, group: Group) -> None:
        """Let every member go its own way."""
        self._drop(group, group.members)

    def _drop(self, group: Group, leaving: list[Delivery]) -> None:
        """Let some go their own way, each alone; two or more others share on."""
        now_s, groups, members = self._timeline.now, self.groups, group.members
        write = self._log.write
        alone = leaving if len(members) - len(leaving) > 1 else members
        for each in members:
            self.gathered.pop(each.order, None)
        for each in alone:
            del groups[each.order]
            self.waits.pop(each.order, None)
            write((SHARING_ENDED, now_s, each.order, each.hotspot, NONE, NONE, NAN))
        for each in alone:
            self._on_its_own(each)
        if alone is not members:
            kept = self._form(
                [each for each in members if each not in alone], group.hop
            )
            for each in kept.members:
                if each.dwells and (load := kept.gathered_with(each)):
                    self._gather(load)

    def _on_its_own(self, delivery: Delivery) -> None:
        """Let a delivery go on unshared from where it is."""
        if delivery.dwells:
            if delivery.hotspot != delivery.destination:
                self.arrived(delivery)
        elif delivery.is_expected:
            self.boarded(delivery)

    def expired(self) -> list[Delivery]:
        """Return, in order, those whose patience ends and who are alone then.

        They decide without requests (model 5, patience). Who waits with others
        drops the late ones; who waits alone leaves them to each other. A group
        that is complete without the late ones is noted as gathered.
        """
        ended, self.impatient = self.impatient, []
        alone: list[Delivery] = []
        for patience in sorted(ended, key=lambda each: each.delivery.order):
            delivery = patience.delivery
            group = self.groups.get(delivery.order)
            if group is None or self.waits.get(delivery.order) != patience.wait:
                continue
            late = group.awaited(delivery)
            if not late:
                continue
            if len(group.members) - len(late) == 1:
                self.leave(group, delivery)
            else:
                self._drop(group, late)
            if delivery.order not in self.groups:
                self.deciders.pop(delivery.order, None)
                self.withdraw(delivery)
                alone.append(delivery)
        return alone

    # Forming -----------------------------------------------------------------

    def accept(self, match: Match) -> list[Load]:
        """Let the members of a match share; return those who can move on together."""
        now_s = self._timeline.now
        for accepted in match.acceptances:
            self._log.sharing_accepted(now_s, *accepted)
        underway = self._underway
        members = [
            underway[order] for candidate in match.members for order in candidate.orders
        ]
        for member in members:
            self.withdraw(member)
            self.deciders.pop(member.order, None)
        group = self._form(members, match.hop)
        complete: list[Load] = []
        for member in group.members:
            if not member.dwells:
                continue
            load = group.gathered_with(member)
            if not load:
                group.decide((member,), now_s)
                self._wait(member)
            elif load[0] is member:
                complete.append(load)
        return complete

    def _form(self, members: list[Delivery], hop: int) -> Group:
        group = Group(members, hop)
        for member in members:
            self.groups[member.order] = group
        return group
