"""Runs as a page sees them: begun at once, visible as far as they are known.

A live run is carried out by a thread of its own, in stretches of simulated time, so
that it can be watched while it is computed and given up between two stretches.
"""

import gzip
import json
import secrets
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.experiments.conduct import Outcome, timing
from analysis.experiments.titles import notes_without_folder
from analysis.replay import SLICE_S, Playback, playback_of
from analysis.web.library import LONGEST_S, MOST_ORDERS
from simulation.assemble import Prepared, prepare
from simulation.errors import DeliverAIError, RunError, ScenarioError
from simulation.record.run import Run
from simulation.record.same_region import region_of_run
from simulation.scenario import Scenario
from simulation.simulation import Simulation

if TYPE_CHECKING:
    from simulation.region import Region

FIRST_STRETCH_S = 300.0
LOOK_UP_S = 60.0  # simulated; a stop is obeyed as soon as so much is computed
GROWTH = 1.4  # of a stretch over the one before: the work stays linear in the log
MOST_RUNS = 96  # of all visitors; a page has up to three
_MOST_PREPARED = 4  # regions and learnt policies kept for the next run
_LEVEL = 4  # of compression: fast

Maker = Callable[["LiveRun"], None]


class GivenUpError(Exception):
    """The visitor has gone."""


@dataclass(frozen=True)
class Answer:
    """A piece of a playback as it goes over the wire: gzipped JSON."""

    body: bytes

    @classmethod
    def of(cls, document: object) -> "Answer":
        """Return the answer that carries a JSON document."""
        text = json.dumps(document, allow_nan=False, separators=(",", ":"))
        return cls(gzip.compress(text.encode(), _LEVEL, mtime=0))


class LiveRun:
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
        self.token = secrets.token_urlsafe(16)  # who has it may see the run
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
        """Carry the run out in a thread of its own."""
        threading.Thread(
            target=self._carry_out,
            args=(make,),
            name=f"live run {self.label}",
            daemon=True,
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

    def opens(self, playback: Playback, notes: Sequence[str] = ()) -> None:
        """Show what stands still: the basemap, and what is played, with notes on it."""
        basemap = None if self._gauges_only else playback.basemap()
        labels = {"label": self.label, "changes": self.changes, "notes": list(notes)}
        self._add({"basemap": basemap, "header": {**playback.header(), **labels}})

    def goes_on(self, piece: dict[str, Any]) -> None:
        """Show one more slice.

        Raises
        ------
        GivenUpError
            If nobody watches any more.
        """
        if self._gauges_only:
            keys = ("number", "from_s", "until_s", "last", "gauges", "kpis")
            piece = {key: piece[key] for key in keys}
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


class LiveRuns:
    """Opens live runs, finds them by token, closes them; prepared parts are shared."""

    def __init__(self) -> None:
        self._prepared: list[Prepared] = []
        self._runs: dict[str, LiveRun] = {}
        self._lock = threading.Lock()

    def open(
        self,
        label: str,
        make: Maker,
        changes: Sequence[str] = (),
        *,
        gauges_only: bool = False,
    ) -> LiveRun:
        """Return a live run that has begun, called by a title and its changes.

        Raises
        ------
        RunError
            If as many are open as the server carries.
        """
        live_run = LiveRun(label, changes, gauges_only=gauges_only)
        with self._lock:
            if len(self._runs) >= MOST_RUNS:
                raise RunError(
                    f"The server has {MOST_RUNS} runs open already, expected fewer: "
                    "close a page that is not watched."
                )
            self._runs[live_run.token] = live_run
        live_run.begin(make)
        return live_run

    def close(self, live_run: LiveRun) -> None:
        """Give a run up and forget it."""
        live_run.give_up()
        with self._lock:
            self._runs.pop(live_run.token, None)

    def find(self, token: str) -> LiveRun | None:
        """Return the open run of a token."""
        with self._lock:
            return self._runs.get(token)

    @property
    def open_runs(self) -> int:
        """Number of runs that are open."""
        with self._lock:
            return len(self._runs)

    def live(self, scenario: Scenario, replication: int = 0) -> Maker:
        """Return what carries out a replication of a scenario."""

        def make(live_run: LiveRun) -> None:
            prepared = self._prepared_for(scenario, live_run)
            simulation = Simulation(scenario, replication, prepared=prepared)
            if simulation.ordered > MOST_ORDERS:
                raise ScenarioError(
                    f"demand: {simulation.ordered:,} orders, expected at most "
                    f"{MOST_ORDERS:,} in a page (`deliverai run` takes more)."
                )
            outline = simulation.outline()
            if outline.orders.start_s.max(initial=0.0) > LONGEST_S:
                raise _too_long()
            live_run.region = prepared.region
            playback = Playback(prepared.region, outline)
            notes = notes_without_folder(prepared.notes, scenario.demand.trace_file)
            live_run.opens(playback, notes)
            until_s, stretch_s = 0.0, FIRST_STRETCH_S
            while True:
                from_s, until_s = until_s, min(until_s + stretch_s, LONGEST_S)
                stretch_s *= GROWTH
                for to_s in np.arange(from_s, until_s, LOOK_UP_S).tolist():
                    simulation.run(to_s)
                    live_run.still_watched()
                simulation.run(until_s)
                if simulation.finished:
                    break
                if until_s == LONGEST_S:
                    raise _too_long()
                piece = playback.grow(simulation.events(), until_s)
                if piece is not None:
                    live_run.goes_on(piece)
            finished = simulation.result()
            _shows(live_run, playback.finish(finished), finished)

        return make

    def recorded(self, run: Run, where: str) -> Maker:
        """Return what shows a recorded run; `where` begins the sentences of errors."""

        def make(live_run: LiveRun) -> None:
            if run.end_s > LONGEST_S:
                raise _too_long()
            live_run.region = region_of_run(run, where)
            playback = playback_of(run, live_run.region)
            live_run.opens(playback)
            for piece in playback.slices(SLICE_S):
                _shows(live_run, piece, run)

        return make

    def _prepared_for(self, scenario: Scenario, live_run: LiveRun) -> Prepared:
        """Return a scenario prepared, sharing parts with those of earlier runs.

        Training may take long: it ends with the run.
        """
        with self._lock:
            earlier = list(self._prepared)
        prepared = prepare(scenario, earlier, live_run.still_watched)
        with self._lock:
            others = [each for each in self._prepared if each is not prepared]
            self._prepared = [prepared, *others][:_MOST_PREPARED]
        return prepared


def _too_long() -> RunError:
    return RunError(
        f"The run is longer than {LONGEST_S / 3600:.0f} h, expected a shorter one in a "
        "page (`deliverai run` carries it out)."
    )


def _shows(live_run: LiveRun, piece: dict[str, Any], run: Run) -> None:
    """Show a slice of a finished run; with the last one its outcome is there."""
    live_run.goes_on(piece)
    if piece["last"]:
        measured = piece["kpis"]
        live_run.outcome = Outcome(run, measured, timing(run, measured))
