"""Runs as a page sees them: begun at once, shown as far as they are known.

A show is carried out by a thread of its own, in stretches of simulated time, so
that it can be watched while it is computed and given up between two stretches.
"""

import gzip
import json
import secrets
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.experiments.conduct import Outcome, timing
from analysis.experiments.titles import notes_told
from analysis.replay import Film, film_of
from analysis.web.library import LONGEST_S, MOST_ORDERS
from simulation.assemble import Prepared, prepare
from simulation.errors import DeliverAIError, RegionError, RunError, ScenarioError
from simulation.record.run import Run
from simulation.region import Region, load_region
from simulation.scenario import Scenario
from simulation.simulation import Simulation

FIRST_STRETCH_S = 300.0
LOOK_UP_S = 60.0  # simulated; a stop is obeyed as soon as so much is computed
GROWTH = 1.4  # of a stretch over the one before: the work stays linear in the log
MOST_SHOWS = 96  # of all visitors; a page has up to three
_MOST_SETTINGS = 4  # regions and learnt policies kept for the next show
_LEVEL = 4  # of compression: fast

Maker = Callable[["Show"], None]


class GivenUpError(Exception):
    """The visitor has gone."""


@dataclass(frozen=True)
class Answer:
    """A piece of a film as it goes over the wire: gzipped JSON."""

    body: bytes

    @classmethod
    def of(cls, document: object) -> "Answer":
        """Return the answer that carries a JSON document."""
        text = json.dumps(document, allow_nan=False, separators=(",", ":"))
        return cls(gzip.compress(text.encode(), _LEVEL, mtime=0))


class Show:
    """One run, from the moment it is asked for.

    Attributes
    ----------
    outcome
        What it came to; None before its end.
    error
        The sentence of its failure; None unless it failed.
    """

    def __init__(
        self, label: str, changes: Sequence[str] = (), *, gauges_only: bool = False
    ) -> None:
        self.token = secrets.token_urlsafe(16)  # who has it may see the show
        self.label = label
        self.changes = list(changes)
        self.outcome: Outcome | None = None
        self.region: Region | None = None
        self.error: str | None = None
        self._gauges_only = gauges_only
        self._answers: list[Answer] = []  # the opening, then slice after slice
        self._changed = threading.Condition()
        self._given_up = threading.Event()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.outcome is not None or self.error is not None

    def begin(self, make: Maker) -> None:
        """Carry the show out in a thread of its own."""
        threading.Thread(
            target=self._carry_out, args=(make,), name=f"show {self.label}", daemon=True
        ).start()

    def give_up(self) -> None:
        """End the run as soon as its present stretch is done."""
        self._given_up.set()

    def answer(self, number: int, wait_s: float = 20.0) -> Answer | None:
        """Return the opening (0) or slice number - 1; None where none has come yet.

        Waits for it at most so long. After a failure, and after the end, an answer
        that says so.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._answers) > number or self.ended, wait_s
            )
            if number < len(self._answers):
                return self._answers[number]
        if self.error is not None:
            return Answer.of({"error": self.error})
        return Answer.of({"ended": True}) if self.ended else None

    def still_watched(self, *_: object) -> None:
        """Go on, if anybody watches.

        Raises
        ------
        GivenUpError
            If nobody does any more.
        """
        if self._given_up.is_set():
            raise GivenUpError

    def opens(self, film: Film, notes: Sequence[str] = ()) -> None:
        """Show what stands still: the ground, and what is played, with notes on it."""
        ground = None if self._gauges_only else film.ground()
        said = {"label": self.label, "changes": self.changes, "notes": list(notes)}
        self._add({"ground": ground, "cast": {**film.cast(), **said}})

    def goes_on(self, piece: dict[str, Any]) -> None:
        """Show one more slice.

        Raises
        ------
        GivenUpError
            If nobody watches any more.
        """
        if self._gauges_only:
            kept = ("number", "from_s", "until_s", "last", "gauges", "kpis")
            piece = {key: piece[key] for key in kept}
        self._add({"slice": piece})

    def _add(self, document: dict[str, Any]) -> None:
        self.still_watched()
        answer = Answer.of(document)
        with self._changed:
            self._answers.append(answer)
            self._changed.notify_all()

    def _carry_out(self, make: Maker) -> None:
        error: str | None = None
        try:
            make(self)
        except GivenUpError:
            error = "The run was stopped here."
        except DeliverAIError as cause:
            error = str(cause)
        except Exception as cause:  # noqa: BLE001 - the page lives on and says so
            traceback.print_exc()
            error = f"The run failed: {type(cause).__name__}: {cause}"
        with self._changed:
            self.error = error
            self._changed.notify_all()


class Stage:
    """Opens shows, finds them by token, and closes them; settings are shared."""

    def __init__(self) -> None:
        self._settings: list[Prepared] = []
        self._shows: dict[str, Show] = {}
        self._lock = threading.Lock()

    def open(
        self,
        label: str,
        make: Maker,
        changes: Sequence[str] = (),
        *,
        gauges_only: bool = False,
    ) -> Show:
        """Return a show that has begun, called by a title and its changes.

        Raises
        ------
        RunError
            If as many are open as the server carries.
        """
        show = Show(label, changes, gauges_only=gauges_only)
        with self._lock:
            if len(self._shows) >= MOST_SHOWS:
                raise RunError(
                    f"The server shows {MOST_SHOWS} runs already, expected fewer: "
                    "close a page that is not watched."
                )
            self._shows[show.token] = show
        show.begin(make)
        return show

    def close(self, show: Show) -> None:
        """Give a show up and forget it."""
        show.give_up()
        with self._lock:
            self._shows.pop(show.token, None)

    def find(self, token: str) -> Show | None:
        """Return the open show of a token."""
        with self._lock:
            return self._shows.get(token)

    @property
    def open_shows(self) -> int:
        """Number of shows that are open."""
        with self._lock:
            return len(self._shows)

    def live(self, scenario: Scenario, replication: int = 0) -> Maker:
        """Return what carries out a replication of a scenario."""

        def make(show: Show) -> None:
            prepared = self._setting(scenario, show)
            with Simulation(scenario, replication, prepared=prepared) as run:
                if run.ordered > MOST_ORDERS:
                    raise ScenarioError(
                        f"demand: {run.ordered:,} orders, expected at most "
                        f"{MOST_ORDERS:,} in a page (`deliverai run` takes more)."
                    )
                outline = run.outline()
                if outline.orders.start_s.max(initial=0.0) > LONGEST_S:
                    raise _too_long()
                show.region = prepared.region
                film = Film(prepared.region, outline)
                show.opens(film, notes_told(prepared.notes, scenario.demand.trace_file))
                until_s, stretch_s = 0.0, FIRST_STRETCH_S
                while True:
                    from_s, until_s = until_s, min(until_s + stretch_s, LONGEST_S)
                    stretch_s *= GROWTH
                    for to_s in np.arange(from_s, until_s, LOOK_UP_S).tolist():
                        run.advance(to_s)
                        show.still_watched()
                    run.advance(until_s)
                    if run.finished:
                        break
                    if until_s == LONGEST_S:
                        raise _too_long()
                    piece = film.grow(run.events(), until_s)
                    if piece is not None:
                        show.goes_on(piece)
                _ends(show, film, run.finish())

        return make

    def recorded(self, run: Run, where: str) -> Maker:
        """Return what shows a recorded run; `where` begins the sentences of errors."""

        def make(show: Show) -> None:
            if run.end_s > LONGEST_S:
                raise _too_long()
            show.region = _ground_of(run, where)
            film = film_of(run, show.region)
            show.opens(film)
            _ends(show, film, run)

        return make

    def _setting(self, scenario: Scenario, show: Show) -> Prepared:
        """Return a scenario's ground, made from those of earlier shows.

        Training may take long: it ends with the show.
        """
        with self._lock:
            known = list(self._settings)
        prepared = prepare(scenario, known, show.still_watched)
        with self._lock:
            others = [each for each in self._settings if each is not prepared]
            self._settings = [prepared, *others][:_MOST_SETTINGS]
        return prepared


def _too_long() -> RunError:
    return RunError(
        f"The run is longer than {LONGEST_S / 3600:.0f} h, expected a shorter one in a "
        "page (`deliverai run` carries it out)."
    )


def _ends(show: Show, film: Film, run: Run) -> None:
    last = film.finish(run)
    show.goes_on(last)
    show.outcome = Outcome(run, last["kpis"], timing(run, last["kpis"]))


def _ground_of(run: Run, where: str) -> Region:
    region = load_region(run.scenario.region)
    if region.checksum != run.region_checksum:
        raise RegionError(
            f"{where}: its region {run.scenario.region} has the checksum "
            f"{region.checksum}, expected {run.region_checksum} as recorded."
        )
    return region
