"""Meetings: how parties form, gather, part and lose patience (model 5).

Whoever shares is in a party; everybody else who stands at a hotspot, or rides to
one that is not the destination, is posted on the board for others to ask.
"""

from collections.abc import Iterable

from simpy import Environment, Event

from simulation.record.log import EventLog
from simulation.sharing.board import Board
from simulation.sharing.protocol import Match
from simulation.world.delivery import Delivery, deliveries_of
from simulation.world.hops import HopRule
from simulation.world.instant import EndOfInstant
from simulation.world.party import Party


class _Patience(Event):
    """Fires when one wait for partners has lasted long enough."""

    def __init__(
        self, env: Environment, delivery: Delivery, wait: int, delay_s: float
    ) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        self.delivery = delivery
        self.wait = wait
        env.schedule(self, delay=delay_s)


class Meetings:
    """Who shares with whom, and who waits for whom.

    Parameters
    ----------
    env, log, instant
        The clock, the record, and where the end of the instant is asked for.
    hops
        Which hops a delivery may take.
    board
        Where unshared deliveries are found; ``None`` if nobody ever shares.
    count_inbound
        Whether those a vehicle carries to a hotspot are posted too.
    max_wait_s
        Patience [s]; ``None`` for as long as it takes.
    """

    def __init__(  # noqa: PLR0913 - what it uses, given once by assemble
        self,
        env: Environment,
        log: EventLog,
        instant: EndOfInstant,
        hops: HopRule,
        board: Board | None,
        *,
        count_inbound: bool,
        max_wait_s: float | None,
    ) -> None:
        self._env = env
        self._log = log
        self._instant = instant
        self._hops = hops
        self._board = board
        self._count_inbound = count_inbound
        self._max_wait_s = max_wait_s
        self.deciders: dict[int, Delivery] = {}  # undecided, by order
        self.gathered: dict[int, Delivery] = {}  # one of each group that is complete
        self.impatient: list[_Patience] = []  # waits that end at this instant

    # On the board ------------------------------------------------------------

    def post(self, delivery: Delivery) -> None:
        """Let others ask an unshared delivery to share."""
        board = self._board
        if board is not None and not delivery.posted:
            self._hops.set_out(delivery)
            board.post(delivery)
            delivery.posted = True

    def withdraw(self, delivery: Delivery) -> None:
        """Take a delivery off the board: it shares, or has decided."""
        if delivery.posted:
            assert self._board is not None  # it was posted there
            self._board.remove(delivery)
            delivery.posted = False

    def under_way(self, load: tuple[Delivery, ...], ready_s: float) -> None:
        """Take note that a vehicle carries `load` to a hotspot, to be there then."""
        for delivery in load:
            delivery.ready_s = ready_s
            if (
                delivery.party is None
                and self._count_inbound
                and delivery.hotspot != delivery.destination
            ):
                self.post(delivery)

    def go_on_by(
        self,
        board: Board | None,
        *,
        count_inbound: bool,
        max_wait_s: float | None,
        underway: Iterable[Delivery],
    ) -> None:
        """Go on by other rules; all that is agreed stays.

        Whoever may be asked is posted anew, on `board`. Another patience holds for
        waits that have begun too: it counts from the arrival at the place.

        Parameters
        ----------
        board, count_inbound, max_wait_s
            As above.
        underway
            All deliveries on their way.
        """
        other_patience = max_wait_s != self._max_wait_s
        self._board = board
        self._count_inbound = count_inbound
        self._max_wait_s = max_wait_s
        for delivery in underway:
            delivery.posted = False
            delivery.barred = 0
            if delivery.party is None:
                inbound = delivery.carried and count_inbound
                if delivery.hotspot != delivery.destination and (
                    delivery.standing or inbound
                ):
                    self.post(delivery)
            elif (
                other_patience
                and delivery.standing
                and not delivery.party.is_together(delivery)
            ):
                self._wait(delivery)

    # Arriving ----------------------------------------------------------------

    def stands(self, delivery: Delivery) -> None:
        """Take in a delivery that stands at a hotspot and is not there yet."""
        party = delivery.party
        if party is None:
            if not delivery.posted:
                self.post(delivery)
            self.deciders[delivery.order] = delivery
            self._instant.decide_soon()
        elif party.is_together(delivery):
            self._gather(party, delivery)
        else:
            self._wait(delivery)

    def reached_destination(self, delivery: Delivery) -> None:
        """Let a delivery that stands at its destination leave its party."""
        party = delivery.party
        if party is not None:
            self.leave(party, delivery)

    def _wait(self, delivery: Delivery) -> None:
        """Wait for companions, as long as patience lasts.

        It counts from the arrival at this place, even if the decision to meet
        here came later (model 5).
        """
        delivery.waiting += 1
        if self._max_wait_s is not None:
            left_s = delivery.stood_s + self._max_wait_s - self._env.now
            patience = _Patience(
                self._env, delivery, delivery.waiting, max(0.0, left_s)
            )
            patience.callbacks.append(self._patience_ends)

    def _patience_ends(self, event: Event) -> None:
        assert isinstance(event, _Patience)
        self.impatient.append(event)
        self._instant.decide_soon()

    def _gather(self, party: Party, delivery: Delivery) -> None:
        """Note that all who move on together from here are together."""
        first = party.companions(delivery)[0]
        self.gathered[first.order] = first
        self._instant.decide_soon()

    # Leaving -----------------------------------------------------------------

    def leave(self, party: Party, delivery: Delivery) -> None:
        """Let one go its own way; a single one left behind is free too."""
        self._drop(party, [delivery])

    def part(self, party: Party) -> None:
        """Let every member go its own way."""
        self._drop(party, party.members)

    def _drop(self, party: Party, leaving: list[Delivery]) -> None:
        """Let some go their own way, each alone; two or more others share on."""
        now_s = self._env.now
        remaining = [each for each in party.members if each not in leaving]
        alone = leaving if len(remaining) > 1 else party.members
        for each in party.members:
            self.gathered.pop(each.order, None)
        for each in alone:
            each.party = None
            each.waiting += 1
            self._log.sharing_ended(now_s, each.order, each.hotspot)
        for each in alone:
            self._on_its_own(each)
        if len(remaining) > 1:
            kept = Party(remaining, party.hop)
            for each in remaining:
                if each.standing and kept.is_together(each):
                    self._gather(kept, each)

    def _on_its_own(self, delivery: Delivery) -> None:
        """Let a delivery go on unshared from where it is."""
        if delivery.standing:
            if delivery.hotspot != delivery.destination:
                self.stands(delivery)
        elif delivery.carried:
            self.under_way((delivery,), delivery.ready_s)

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
            party = delivery.party
            if party is None or delivery.waiting != patience.wait:
                continue
            late = party.awaited(delivery)
            if not late:
                continue
            if len(party.members) - len(late) == 1:
                self.leave(party, delivery)
            else:
                self._drop(party, late)
            if delivery.party is None:
                self.deciders.pop(delivery.order, None)
                self.withdraw(delivery)
                alone.append(delivery)
        return alone

    # Forming -----------------------------------------------------------------

    def accept(self, match: Match) -> list[Delivery]:
        """Let the members of a match share; return one of each complete group."""
        now_s = self._env.now
        for accepted in match.acceptances:
            self._log.sharing_accepted(now_s, *accepted)
        members = deliveries_of(match.members)
        for member in members:
            self.withdraw(member)
            self.deciders.pop(member.order, None)
        party = Party(members, match.hop)
        complete: list[Delivery] = []
        seen: set[int] = set()
        for member in party.members:
            if member.standing and party.is_together(member):
                if member.hotspot not in seen:
                    complete.append(member)
                seen.add(member.hotspot)
            elif member.standing:
                self.decided(member, party)
                self._wait(member)
        return complete

    def decided(self, delivery: Delivery, party: Party) -> None:
        """Record, once, the common hop of a delivery that stands at a hotspot."""
        if delivery.next_hop != party.hop:
            delivery.next_hop = party.hop
            self._log.decided(
                self._env.now,
                delivery.order,
                delivery.hotspot,
                party.hop,
                party.partner_of(delivery),
            )
