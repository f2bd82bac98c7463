"""Keys without effect on the orders of a file, and keys that are refused with them."""

import pytest

from analysis.cli import main
from analysis.metrics import kpis
from simulation import load_scenario, simulate
from simulation.errors import InputError, ScenarioError
from simulation.region.files import embedded_region
from simulation.scenario import without_effect


@pytest.mark.parametrize(
    "key",
    [
        {"producers.distribution": "expon(scale=30)"},
        {"fleet.peripheral.refusals": 0.5, "fleet.peripheral.size": 2},
    ],
)
def test_on_a_trace_the_seed_draws_at_doors_and_refusals(tmp_path, key):
    region = embedded_region()
    source_id = region.places.source_id
    rows = [
        f"{at},{source_id[region.producers[at]]},{source_id[region.consumers[at]]}"
        for at in range(9)
    ]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["start_s,producer,consumer", *rows]) + "\n")
    keys = key | {"demand.profile": "trace", "demand.trace_file": str(path)}
    one, other = (
        load_scenario("paper/point_to_point", keys | {"seed": seed}) for seed in (1, 2)
    )
    assert not without_effect(other, ["seed"])
    assert simulate(one).log_hash != simulate(other).log_hash


def a_trace(tmp_path, more=""):
    """Return the keys of a trace of one order, with another column."""
    region = embedded_region()
    ids = region.places.source_id
    name, _, value = more.partition("=")
    path = tmp_path / f"orders{name}.csv"
    path.write_text(
        f"start_s,producer,consumer{',' * bool(name)}{name}\n"
        f"5,{ids[region.producers[3]]},{ids[region.consumers[9]]}{',' * bool(name)}"
        f"{value}\n"
    )
    return {"demand.profile": "trace", "demand.trace_file": str(path)}


def test_times_do_not_count_from_ready_where_no_order_says_when_it_is(tmp_path):
    ready = {"report.clock": "ready"}
    said = r'report\.clock: is "ready" where no order says when it is ready, expected'
    for keys in ({}, a_trace(tmp_path)):
        with pytest.raises(InputError, match=said):
            simulate(load_scenario("paper/point_to_point", keys | ready))
    keys = a_trace(tmp_path, "ready_s=90")
    simulate(load_scenario("paper/point_to_point", keys | ready))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "dispatch.lead_s has no effect: no order says when it is ready"),
        ("due_s=900", "promise_s has no effect: every order says when it is due"),
        ("ready_s=90", None),
    ],
)
def test_keys_that_a_trace_makes_no_use_of_are_told(tmp_path, capsys, more, told):
    given = a_trace(tmp_path, more) | {"dispatch.lead_s": 5, "promise_s": 600}
    said = [
        part for each in given.items() for part in ("--set", "=".join(map(str, each)))
    ]
    assert main(["run", "paper/point_to_point", *said]) == 0
    noted = capsys.readouterr().err
    assert told in noted if told else "has no effect" not in noted
    assert ("promise_s has" in noted) == (more == "due_s=900")
    assert ("lead_s has" in noted) == (more != "ready_s=90")
    assert without_effect_is_true(given, more)


def without_effect_is_true(given, more):
    """Return whether what is said to change nothing does not."""
    idle = {"": {"dispatch.lead_s": 0}, "due_s=900": {"promise_s": 1}}.get(more, {})
    one, other = (
        kpis(simulate(load_scenario("paper/point_to_point", each)))
        for each in (given, given | idle)
    )
    return one == other


def test_a_trace_may_say_when_orders_are_ready(tmp_path):
    region = embedded_region()
    source_id = region.places.source_id
    path = tmp_path / "orders.csv"
    path.write_text(
        "start_s,producer,consumer,ready_s\n"
        f"5,{source_id[region.producers[3]]},{source_id[region.consumers[9]]},900\n"
    )
    trace = {"demand.profile": "trace", "demand.trace_file": str(path)}
    one = load_scenario("paper/point_to_point", trace)
    other = load_scenario("paper/point_to_point", trace | {"dispatch.lead_s": 5})
    assert not without_effect(other, ["dispatch.lead_s"])
    assert simulate(one).log_hash != simulate(other).log_hash


@pytest.mark.parametrize(
    ("base", "text", "overrides", "refused"),
    [
        ("", "load_per_min = 5", (), True),
        ("demand.load_per_min = 5", "", (), False),  # what the trace replaces
        ("", "", ("demand.load_per_min=5",), True),
        ("", "", ("demand.arrivals=spread", "demand.profile=uniform"), False),
        ("", "", ("demand.profile=trace", "demand.duration_min=5"), True),
    ],
)
def test_a_trace_and_a_key_of_drawn_orders_are_refused_together(
    tmp_path, base, text, overrides, refused
):
    (tmp_path / "base.toml").write_text(f"seed = 2\n{base}\n")
    path = tmp_path / "mine.toml"
    path.write_text(
        'extends = "base.toml"\n[demand]\nprofile = "trace"\n'
        f'trace_file = "o.csv"\n{text}\n'
    )
    if not refused:
        load_scenario(path, overrides)
        return
    with pytest.raises(ScenarioError, match=r"has no effect where demand\.profile is"):
        load_scenario(path, overrides)
