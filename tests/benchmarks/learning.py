"""What agents' training takes: CPU time and memory, side by side or one by one.

    python -m tests.benchmarks.learning --hotspots 30 300 --by numba
    python -m tests.benchmarks.learning --hotspots 30 --by numpy numba --rounds 3

A line for each training, by turns, each in a process of its own; 30 hotspots are those
of the embedded region, others have random places. The beginning of a hash of the values
says that they are the same.
"""

import argparse
import hashlib
import subprocess
import sys
import time

from simulation.region.files import embedded_region
from simulation.routing.q_learning import one_by_one, training
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan
from tests.benchmarks.taken import peak_mib
from tests.routing.test_training import noisy_metric, training_stream

KINDS = {"boltzmann": (Boltzmann(), 1_000), "epsilon": (EpsilonGreedy(), 6_000)}
HEAD = (
    "hotspots, exploration, episodes, by: loading [CPU s], learning [CPU s], MiB, hash"
)


def measured(hotspots, kind, by, episodes):
    """Print what a training took."""
    explorer, usual = KINDS[kind]
    plan = TrainingPlan(episodes or usual)
    learn = one_by_one.compiled if by == "numba" else training.learn
    time_s = noisy_metric(hotspots)
    if hotspots == embedded_region().hotspots:
        time_s = embedded_region().travel_time_s
    since_s = time.process_time()
    learn(noisy_metric(3), explorer, TrainingPlan(1), training_stream())
    loaded_s, before_mib = time.process_time() - since_s, peak_mib()
    since_s = time.process_time()
    values = learn(time_s, explorer, plan, training_stream())
    learnt_s = time.process_time() - since_s
    print(
        f"{hotspots}, {kind}, {plan.episodes:,}, {by}: {loaded_s:.2f}, {learnt_s:.3f}, "
        f"{before_mib:.0f} + {peak_mib() - before_mib:.0f}, "
        f"{hashlib.sha256(values.tobytes()).hexdigest()[:8]}",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hotspots", type=int, nargs="+", default=[30])
    parser.add_argument(
        "--by", nargs="+", default=["numba"], choices=["numpy", "numba"]
    )
    parser.add_argument("--kind", nargs="+", default=[*KINDS], choices=KINDS)
    parser.add_argument("--episodes", type=int, help="absent: as the paper's scenarios")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        measured(asked.hotspots[0], asked.kind[0], asked.by[0], asked.episodes)
        return
    print(HEAD, flush=True)
    more = [] if asked.episodes is None else ["--episodes", str(asked.episodes)]
    for hotspots in asked.hotspots:
        for kind in asked.kind:
            for by in asked.by * asked.rounds:
                given = ["--hotspots", str(hotspots), "--kind", kind, "--by", by]
                words = [sys.executable, "-m", __spec__.name, "--one", *given, *more]
                subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
