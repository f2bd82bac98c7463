"""Who leaves in a fork, in words."""

from dataclasses import replace

import pytest

from analysis.compare.leaving import leaving
from simulation.record.kinds import CORE, PERIPHERAL
from simulation.record.log import EventLog
from tests.metrics.runs import H0, P3, run_of

AT_S = 60.0


def forked(left, *, core="elastic", peripheral="elastic"):
    """Return a fork with three vehicles a pool, some of which leave: (time, number)."""
    log = EventLog()
    for number in range(6):
        place, pool = ((H0, CORE), (P3, PERIPHERAL))[number >= 3]
        log.vehicle_joined(0.0, number, place, pool)
    for time_s, number in left:
        place, pool = ((H0, CORE), (P3, PERIPHERAL))[number >= 3]
        log.vehicle_left(time_s, number, place, pool)
    fleet = {"core": {"size": core}, "peripheral": {"size": peripheral}}
    return replace(run_of(log, fleet=fleet), forked_from={"at_s": AT_S})


@pytest.mark.parametrize(
    ("left", "sizes", "said"),
    [
        ([], {}, []),
        ([(60, 2)], {"core": 2}, ["1 core vehicle leaves, at once."]),
        (
            [(60, 2), (60, 1), (60, 5)],
            {"core": 1, "peripheral": 2},
            [
                "2 core vehicles leave, at once.",
                "1 peripheral vehicle leaves, at once.",
            ],
        ),
        (
            [(150, 2)],
            {"core": 2},
            ["1 core vehicle leaves, 1.5 min after the moment."],
        ),
        (
            [(60, 2), (240, 0)],
            {"core": 1},
            ["2 core vehicles leave, 1 at once, the last 3.0 min after the moment."],
        ),
        (
            [(90, 2)],
            {"core": 1},
            [
                "1 core vehicle leaves, 0.5 min after the moment.",
                "1 more core vehicle would leave, but is at work to the end.",
            ],
        ),
        ([(30, 2)], {"core": 2}, []),  # of an earlier fork
    ],
)
def test_it_is_said_how_many_leave_and_when(left, sizes, said):
    assert leaving(forked(left, **sizes)) == said
