"""Texts of shifts, files of shifts and of doors: what they say, and what is refused."""

from pathlib import Path

import pytest

from simulation import Run, fork, load_scenario, simulate
from simulation.assemble import doors, input_checksums, prepare, rosters
from simulation.errors import InputError
from simulation.record.kinds import Kind
from simulation.region.files import embedded_region
from simulation.scenario.shifts import in_shifts, patterns_of

KEYS = {
    "demand.load_per_min": 1,
    "demand.duration_min": 2,
    "fleet.classes.van.speed_factor": 0.5,
}


@pytest.mark.parametrize(
    ("text", "vehicles", "of_class", "span", "breaks"),
    [
        ("10 11:00-15:00", 10, None, (11, 15), ()),
        ("5 van 17:00-01:00 break 20:00-20:30", 5, "van", (17, 25), ((20, 20.5),)),
        ("1 22:00-06:00 break 02:00-03:00", 1, None, (22, 30), ((26, 27),)),
        ("1 23:00-02:00 break 23:30-00:30", 1, None, (23, 26), ((23.5, 24.5),)),
        ("2 00:00-24:00", 2, None, (0, 24), ()),
        ("2 08:00-08:00", 2, None, (8, 32), ()),
        ("2  25:30 - 27:00", 2, None, (25.5, 27), ()),
    ],
)
def test_a_pattern_says_who_works_when(text, vehicles, of_class, span, breaks):
    (pattern,) = patterns_of([text])
    assert (pattern.vehicles, pattern.of_class) == (vehicles, of_class)
    assert [each / 3600 for each in pattern.span_s] == list(span)
    assert [tuple(each / 3600 for each in one) for one in pattern.breaks] == list(
        breaks
    )
    assert in_shifts([text, text]) == 2 * vehicles


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 11:00-15:00", "expected vehicles, perhaps their class"),
        ("9999999 11:00-15:00", "expected vehicles, perhaps their class"),
        ("ten 11:00-15:00", "expected vehicles, perhaps their class"),
        ("10 11:00-15:00 pause 12:00-12:30", "expected vehicles, perhaps"),
        ("10 11:60-15:00", "expected times from 00:00 to 48:00"),
        ("10 11:00-49:00", "expected times from 00:00 to 48:00"),
        ("10 30:00-05:00", "expected a shift of at most 24 hours"),
        ("10 00:00-48:00", "expected a shift of at most 24 hours"),
        ("10 11:00-15:00 break 15:00-15:30", "expected breaks in order and within"),
        ("10 11:00-15:00 break 10:00-11:30", "expected breaks in order and within"),
        (
            "1 11:00-15:00 break 12:00-13:00 break 12:30-14:00",
            "expected breaks in order and within",
        ),
        ("3 tram 11:00-15:00", "expected a class of fleet.classes"),
    ],
)
def test_other_patterns_are_refused_in_one_sentence(text, said):
    with pytest.raises(InputError) as caught:
        load_scenario(
            "paper/point_to_point", KEYS | {"fleet.peripheral.shifts": [text]}
        )
    assert said in str(caught.value)
    assert "fleet.peripheral.shifts" in str(caught.value)


def refused(path, text, key="fleet.peripheral.shift_file"):
    """Return the sentence by which a file is refused."""
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        simulate(load_scenario("paper/point_to_point", KEYS | {key: str(path)}))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("on_s\n0\n", "has neither off nor off_s"),
        ("on_s,off_s\n0,\n", "row 1: on or off is empty"),
        ("on_s,off_s\n60,60\n", "row 1: off is 0 s after on, expected more than 0 s"),
        ("on_s,off_s\n0,x\n", "row 1: off_s is x, expected a finite number"),
        ("on_s,off_s\n0,2e9\n", "row 1: off is 2e+09 s from time zero"),
        ("on,off\n2024-05-01T10:00,2024-05-01T12:00\n", "the orders have none"),
        ("on_s,off_s,class\n0,60,\n0,60,tram\n", "row 2: class is 'tram'"),
        ("on_s,off_s,place\n0,60,\n0,60,nowhere\n", "row 2: place is 'nowhere'"),
        ("on_s,off_s,lon,lat\n0,60,,\n0,60,x,41\n", "row 2: lon is x"),
        ("on_s,off_s,break_start_s\n0,60,3\n", "has one end of breaks"),
        (
            "on_s,off_s,break_start_s,break_end_s\n0,60,,\n0,60,3,\n",
            "row 2: has one end of a break",
        ),
        (
            "on_s,off_s,break_start_s,break_end_s\n0,60,50,70\n",
            "row 1: has a break outside its shift",
        ),
    ],
)
def test_other_files_of_shifts_are_refused_by_row(tmp_path, text, said):
    sentence = refused(tmp_path / "shifts.csv", text)
    assert said in sentence
    assert sentence.startswith(str(tmp_path / "shifts.csv"))


def test_cells_of_a_file_of_shifts_may_be_empty(tmp_path):
    """Of two rows the first has no class, no place and no break."""
    region = embedded_region()
    place = region.producers[4]
    path = tmp_path / "shifts.csv"
    path.write_text(
        "on_s,off_s,class,place,break_start_s,break_end_s\n"
        "0,900,,,,\n"
        f"-50,900,van,{region.places.source_id[place]},-20,40\n"
    )
    keys = KEYS | {"fleet.peripheral.shift_file": str(path)}
    events = simulate(load_scenario("paper/point_to_point", keys)).events
    joined = events.rows(Kind.VEHICLE_JOINED)
    assert events.pool[joined].tolist() == [1, 2]
    assert events.place[joined][1] == place
    ended = events.rows(Kind.BREAK_ENDED)
    assert (events.vehicle[ended].tolist(), events.time_s[ended].tolist()) == (
        [1],
        [40],
    )


def test_core_vehicles_begin_at_the_hotspot_of_the_tract_of_a_place(tmp_path):
    region = embedded_region()
    place = region.producers[4]
    path = tmp_path / "shifts.csv"
    path.write_text(f"on_s,off_s,place\n0,900,{region.places.source_id[place]}\n")
    keys = KEYS | {"fleet.core.shift_file": str(path)}
    events = simulate(load_scenario("paper/hotspots_only", keys)).events
    first = events.rows(Kind.VEHICLE_JOINED)[0]
    assert events.place[first] == region.places.tract[place]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id\n3\n", "has no column door_s"),
        ("id,door_s\nnobody,3\n", "row 1: id is 'nobody', expected a producer"),
        ("id,door_s\nID,-3\n", "row 1: door_s is -3, expected 0 or more seconds"),
        ("id,door_s\nID,3\nID,4\n", "row 2: id is 'ID' again, expected each place"),
    ],
)
def test_other_files_of_doors_are_refused_by_row(tmp_path, text, said):
    region = embedded_region()
    one = str(region.places.source_id[region.producers[0]])
    sentence = refused(
        tmp_path / "doors.csv", text.replace("ID", one), "producers.door_file"
    )
    assert said.replace("ID", one) in sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("norm(60, 10)", "may be -inf, expected one that is never negative"),
        ("pareto(1)", "has no mean"),
        ("lognorm(-1)", "expected parameters that lognorm of scipy.stats takes"),
        ("lognorm(x)", "expected parameters that lognorm of scipy.stats takes"),
        ("poisson(3)", "expected a distribution of scipy.stats"),
        ("__import__('os')", "expected a distribution of scipy.stats"),
    ],
)
def test_other_distributions_are_refused(text, said):
    keys = KEYS | {"producers.distribution": text}
    with pytest.raises(InputError) as caught:
        load_scenario("paper/point_to_point", keys)
    assert said in str(caught.value)


def test_a_run_with_a_distribution_is_read_again_and_forked(tmp_path):
    keys = KEYS | {"consumers.distribution": "expon(scale=40)"}
    run = simulate(load_scenario("paper/point_to_point", keys))
    run.write(tmp_path / "run")
    kept = Run.read(tmp_path / "run")
    assert fork(kept, 60.0).log_hash == run.log_hash


# Read once --------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    """Return the keys of a scenario with a file of shifts and one of doors."""
    region = embedded_region()
    at_doors, shifts = tmp_path / "doors.csv", tmp_path / "shifts.csv"
    ids = region.places.source_id[region.producers].tolist()
    at_doors.write_text("\n".join(["id,door_s", *(f"{each},90" for each in ids)]))
    shifts.write_text("on_s,off_s,class\n90,900,van\n90,900,\n")
    return KEYS | {
        "service.mode": "stacked",
        "producers.door_file": str(at_doors),
        "fleet.peripheral.shift_file": str(shifts),
    }


def test_files_are_read_once_for_all_replications(files, monkeypatch):
    read = []
    for module in (doors, rosters):
        own = module.read_table
        monkeypatch.setattr(
            module,
            "read_table",
            lambda path, names, own=own: read.append(path.name) or own(path, names),
        )
    scenario = load_scenario("paper/point_to_point", files)
    prepared = prepare(scenario)
    runs = [simulate(scenario, each, prepared=prepared) for each in (0, 1, 0)]
    assert sorted(read) == ["doors.csv", "shifts.csv"]
    assert runs[0].log_hash == runs[2].log_hash != runs[1].log_hash
    assert simulate(scenario).log_hash == runs[0].log_hash


@pytest.mark.parametrize(
    ("key", "old"),
    [("producers.door_file", ",90"), ("fleet.peripheral.shift_file", "\n90")],
)
def test_what_was_read_is_not_taken_for_a_file_that_has_changed(files, key, old):
    """Nor are its checksums; region and policy are taken over."""
    scenario = load_scenario("paper/point_to_point", files)
    before = prepare(scenario)
    log_hash = simulate(scenario, prepared=before).log_hash
    assert prepare(scenario, [before]) is before
    path = Path(files[key])
    path.write_text(path.read_text().replace(old, f"{old[0]}120"))
    after = prepare(scenario, [before])
    assert after.inputs == input_checksums(scenario) != before.inputs
    assert after.region is before.region
    run = simulate(scenario, prepared=after)
    assert run.log_hash == simulate(scenario).log_hash
    assert run.log_hash != log_hash


def test_another_trace_of_the_same_name_is_read_anew(tmp_path):
    region = embedded_region()
    ends = [
        str(region.places.source_id[each[0]])
        for each in (region.producers, region.consumers)
    ]
    path = tmp_path / "orders.csv"
    keys = {"demand.profile": "trace", "demand.trace_file": str(path)}

    def asked(starts):
        rows = [f"{each},{','.join(ends)}" for each in starts]
        path.write_text("\n".join(["start_s,producer,consumer", *rows]) + "\n")
        return load_scenario("paper/point_to_point", keys)

    before = prepare(asked([0, 5]))
    after = prepare(asked([0, 5, 9]), [before])
    assert (len(before.trace), len(after.trace)) == (2, 3)
