"""The event loop of two checkouts by turns, the same scenarios and orders.

Two processes take turns, a run each, so that whatever else the machine does meets
both. CPU time of the loop by itself; both prepare once, and run once beforehand.

    python -m tests.benchmarks.against OTHER --rounds 30
    python -m tests.benchmarks.against OTHER --bytecodes

The second counts the bytecodes of one run each, which no other work moves.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

SCENARIOS = (
    *("paper/point_to_point", "paper/hotspots_only", "paper/deliverai_2"),
    *("baselines/stacked", "sharing/through"),
)
# Only what every checkout has; a line a run, whenever a line is read: its CPU time [s],
# or its bytecodes.
RUNS = """
import gc, sys, time
from simulation.assemble import assemble, prepare
from simulation.scenario import load_scenario
from simulation.simulation import simulate

def counted(run):
    number = 0

    def within(frame, event, _):
        nonlocal number
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        number += event == "opcode"
        return within

    sys.settrace(within)
    run()
    sys.settrace(None)
    return number


def timed(run):
    gc.collect()
    gc.freeze()
    gc.disable()
    since_s = time.process_time()
    run()
    taken_s = time.process_time() - since_s
    gc.enable()
    gc.unfreeze()
    return taken_s


measure = {"time": timed, "bytecodes": counted}[sys.argv[1]]
scenario = load_scenario(sys.argv[2], sys.argv[3:])
prepared = prepare(scenario)
sys.stdin.readline()
print(simulate(scenario, prepared=prepared).log_hash, flush=True)
for _ in sys.stdin:
    world = assemble(scenario, prepared, prepared.orders(scenario, 0))
    print(measure(world.run), flush=True)
"""


def runs_of(checkout, what, scenario, keys):
    """Start the process that carries out runs of a checkout when it is asked to."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "DELIVERAI_TABLES": "off"}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", RUNS, what, scenario, *keys],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=checkout,
    )


def answer(process):
    """Return the next line of a process: the log's hash first, then what it takes."""
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def main():
    """Print a line for each scenario."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("other", type=Path, help="The other checkout's folder.")
    parser.add_argument("--scenarios", nargs="+", default=SCENARIOS)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE.")
    parser.add_argument("--bytecodes", action="store_true", help="In place of time.")
    asked = parser.parse_args()
    what, rounds = ("bytecodes", 1) if asked.bytecodes else ("time", asked.rounds)
    print("| scenario | this over the other: minima | median of rounds | logs |")
    print("| --- | ---: | ---: | --- |")
    for scenario in asked.scenarios:
        checkouts = (Path.cwd(), asked.other.resolve())
        ours, theirs = (runs_of(each, what, scenario, asked.set) for each in checkouts)
        logs = [answer(each) for each in (ours, theirs)]
        taken = []
        for turn in range(rounds):
            pair = (ours, theirs) if turn % 2 else (theirs, ours)
            taken_s = {each: float(answer(each)) for each in pair}
            taken.append((taken_s[ours], taken_s[theirs]))
        for each in (ours, theirs):
            each.stdin.close()
            each.wait()
        least = [min(each) for each in zip(*taken, strict=True)]
        middle = median(our_s / their_s for our_s, their_s in taken)
        same = "the same" if logs[0] == logs[1] else "differ"
        print(
            f"| `{scenario}` | {least[0] / least[1]:.3f} | {middle:.3f} | {same} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
