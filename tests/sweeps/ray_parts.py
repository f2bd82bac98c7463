"""What tests of a cluster look at from inside of its processes, and who asks for it.

``python -m tests.sweeps.ray_parts ADDRESS TASKS`` prints what each task came to: Ray
reads its token only once in a process.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import ray

from analysis.experiments.ray_cluster import connected
from analysis.experiments.runs import shared_prepared
from analysis.experiments.tasks import Task
from simulation.routing.exact import ExactPolicy
from simulation.routing.q_learning.tabular import TabularPolicy
from simulation.scenario import load_scenario, scenario_from_dict, scenario_to_dict
from tests.sweeps import ray_parts

TO_FILE = "DELIVERAI_TEST_COUNT"


class Counted(TabularPolicy):
    """Agents that leave a line where they are made."""

    def __init__(self, travel_time_s):
        exact = ExactPolicy(travel_time_s)
        values = [exact.action_values(each) for each in range(exact.hotspots)]
        super().__init__(np.array(values))
        with Path(os.environ[TO_FILE]).open("a") as file:
            file.write(f"{os.getpid()}\n")


def looked_at(name, scenario, number):
    """Return where this process is, and which arrays are its own or can be written."""
    time.sleep(0.2)
    prepared = shared_prepared(scenario_from_dict(scenario, name))
    arrays = {
        "agents": prepared.policy.learnt,
        "region": prepared.region.travel_time_s,
    }
    return {
        "number": number,
        "node": ray.get_runtime_context().get_node_id(),
        "own": [each for each, array in arrays.items() if array.flags.owndata],
        "written": [each for each, array in arrays.items() if array.flags.writeable],
    }


def main(address, count):
    """Print a line of JSON for each task, as it ends."""
    policy = {"routing.policy": "tests.sweeps.ray_parts:Counted"}
    scenario = load_scenario("paper/deliverai_2", policy)
    given = {"name": scenario.name, "scenario": scenario_to_dict(scenario)}
    # Of the module by its name, as every process of the cluster finds it.
    asked = [
        Task(f"task {number}", ray_parts.looked_at, {**given, "number": number})
        for number in range(count)
    ]
    with connected(address) as cluster:
        for each in cluster.carry_out(asked):
            sys.stdout.write(json.dumps(each.row or {"error": each.error}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
