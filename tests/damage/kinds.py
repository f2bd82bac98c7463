"""Every kind of folder that is kept: how it is made, its files, and who reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from analysis.cli import main
from analysis.cli.failures import complain, exit_code, sentence
from analysis.web.site import site_of
from analysis.web.view import PlanChoice
from simulation.errors import DeliverAIError
from simulation.region import embedded_region, save_region
from tests.damage.reproduced import begin_reproduction, go_on_with_reproduction
from tests.region.maps import built, short_cut

SMALL = """extends = "paper/hotspots_only"
region = "region"
demand.load_per_min = 2
demand.duration_min = 3
record.decisions = true
fleet.core.size = 2
"""
DIRECT = """extends = "paper/point_to_point"
region = "region"
demand.load_per_min = 2
demand.duration_min = 3
"""
STUDY = """question = "Does this hold?"
scenarios = ["direct.toml"]
replications = 2
keep_runs = true
[grid]
promise_s = [600, 900]
"""
HISTORY = "order,delivery_time_s\n" + "".join(f"{n},300\n" for n in range(6))

RUN = ("manifest.json", "kpis.json", "events.parquet", "orders.parquet")
RUN = (*RUN, "places.parquet", "decisions.parquet")
DIRECT_RUN = RUN[:-1]  # nobody decides
SERIAL = ("--executor", "serial")
ONE = ("--processes", "1")


def command(*words: str) -> Callable[[], int]:
    """Return the call of a command."""
    return lambda: main([*words])


def shown() -> int:
    """Open the run as the live page does; say what it is."""
    try:
        site = site_of("it", Path.cwd())
        run = site.library.run_of(PlanChoice(site.plan))
        click.echo(f"{run.log_hash} {run.scenario}")
    except DeliverAIError as cause:
        complain(sentence(cause))
        return exit_code(cause)
    return 0


def sweep_again() -> int:
    """Go on with the sweep, then ask for all that it holds."""
    code = main(["sweep", "study.toml", "--out", "it", "--resume", *SERIAL])
    question = (
        "SELECT run, count(*), sum(distance_m) FROM events GROUP BY run ORDER BY run"
    )
    return code or main(["query", "it", question])


@dataclass(frozen=True)
class Kind:
    """A kind of folder.

    Parameters
    ----------
    make
        Makes it, given its name and the seed that tells one from the other.
    files
        All that is in it.
    readers
        Commands that read the folder ``it``, by name.
    made
        Files that readers write, which are the same for the same folder.
    """

    make: Callable[[str, str], int]
    files: tuple[str, ...]
    readers: dict[str, Callable[[], int]]
    made: tuple[str, ...] = ()

    @property
    def damaged(self) -> list[str]:
        """The files that are damaged: of several runs alike, those of the first."""
        return [
            each for each in self.files if "/001/" not in each and "/0001/" not in each
        ]


def _run(name: str, seed: str) -> int:
    return main(["run", "small.toml", "--seed", seed, "--out", name])


def _replicated(name: str, seed: str) -> int:
    often = ("--replications", "2", *ONE)
    return main(["run", "direct.toml", "--seed", seed, *often, "--out", name])


def _sweep(name: str, seed: str) -> int:
    # Of the other study every run has the same events: the promise alone differs.
    study = Path("study.toml" if seed == "1" else "other.toml")
    study.write_text(
        STUDY if seed == "1" else STUDY.replace("00]", "01]").replace("600", "601")
    )
    return main(["sweep", str(study), "--out", name, *SERIAL])


def _sized(name: str, seed: str) -> int:
    question = ("--target", "success_ratio>=0.5", "--replications", "4", *ONE)
    return main(["size", "direct.toml", "--seed", seed, *question, "--out", name])


def _region(name: str, seed: str) -> int:
    if seed == "1":
        with TemporaryDirectory() as folder:
            region = built(Path(folder), short_cut({"highway": "residential"}))
    else:
        region = embedded_region()
    save_region(region, name)
    return 0


def _table(name: str, seed: str) -> int:
    learnt = ("--set", "region=region", "--set", "routing.episodes=50")
    return main(["train", "paper/deliverai_1", "--seed", seed, *learnt, "--out", name])


def _set(*keys: str) -> tuple[str, ...]:
    return tuple(word for key in keys for word in ("--set", key))


LITTLE = _set("demand.load_per_min=2", "demand.duration_min=2")
KINDS = {
    "run": Kind(
        _run,
        RUN,
        {
            "report": command("report", "it", "--out", "page.html"),
            "map": command("report", "it", "--animated-map", "map.html"),
            "fork": command("fork", "it", "--at", "60s", *_set("fleet.core.size=3")),
            "compare": command("compare", "sound", "it"),
            "web": shown,
            "validate": command("validate", "it", "--against", "history.csv"),
        },
        ("page.html", "map.html"),
    ),
    "replicated": Kind(
        _replicated,
        (
            "summary.json",
            *(f"direct/{at}/{name}" for at in ("000", "001") for name in DIRECT_RUN),
        ),
        {"report": command("report", "it", "--out", "page.html")},
        ("page.html",),
    ),
    "sweep": Kind(
        _sweep,
        (
            *("study.toml", "sweep.json", "journal.jsonl", "failures.json"),
            *("runs.parquet", "timings.parquet"),
            *(
                f"runs/{point}/direct/{at}/{name}"
                for point in ("0000", "0001")
                for at in ("000", "001")
                for name in DIRECT_RUN
            ),
        ),
        {
            "query": command("query", "it", "FROM runs ORDER BY ALL", "--csv"),
            "events": command("query", "it", "FROM events ORDER BY ALL", "--json"),
            "report": command("report", "it", "--out", "page.html"),
            "sweep": sweep_again,
        },
        ("page.html", "it/runs.parquet"),
    ),
    "sizing": Kind(
        _sized,
        (
            *("question.json", "journal.jsonl", "answer.json", "trade_off.csv"),
            *("probes.parquet", "index.html"),
        ),
        {"size": lambda: _sized("it", "1")},
        ("it/answer.json", "it/trade_off.csv", "it/probes.parquet"),
    ),
    "reproduction": Kind(
        begin_reproduction,
        ("reproduction.json", "journal.jsonl", "tables/runs.csv"),
        {"reproduce": lambda: go_on_with_reproduction("it", "1")},
        ("it/tables/runs.csv",),
    ),
    "region": Kind(
        _region,
        (
            *("manifest.json", "tracts.parquet", "places.parquet", "router.npz"),
            *("travel_time_s.npy", "distance_m.npy", "left_out.parquet"),
            "street_labels.parquet",
        ),
        {
            "check": command("region", "check", "it"),
            "show": command("region", "show", "it"),
            "run": command("run", "direct.toml", *_set("region=it")),
        },
    ),
    "table": Kind(
        _table,
        ("manifest.json", "values.npy", "learning.parquet"),
        {
            "run": command(
                *("run", "paper/deliverai_1", *LITTLE),
                *_set("region=region", "routing.table=it"),
            )
        },
    ),
}
