"""What a film is of: the scenario, and what is shown beside it."""

from typing import Any

from analysis.replay import gauges, measures

Scenario = dict[str, Any]  # nested as in TOML, all defaults filled


def cast_of(
    name: str, scenario: Scenario, seed: int, replication: int
) -> dict[str, Any]:
    """Return the cast of a run, ready for JSON."""
    bays = bays_of(scenario)
    return {
        "label": name,
        "mode": scenario["service"]["mode"],
        "scenario": scenario,
        "seed": seed,
        "replication": replication,
        "bays": bays,
        "capacity": scenario["fleet"]["core"]["capacity"],
        "promise_s": scenario["promise_s"],
        "horizon_s": scenario.get("horizon_s"),
        "gauges": gauges.described(),
        "measures": measures.described(bays),
    }


def bays_of(scenario: Scenario) -> int | None:
    """Return the bays of a hotspot; None where they are unlimited or unused."""
    docks = scenario["hotspots"]["docks"]
    if scenario["service"]["mode"] == "direct" or not isinstance(docks, int):
        return None
    return docks
