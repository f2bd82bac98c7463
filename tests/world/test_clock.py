"""The clock is SimPy's, told by either name."""

import simpy

from simulation.world.clock import Clock


def told(env):
    """Return when a process wakes, as the clock tells it, and where it stops."""
    times = []

    def sleeper():
        for delay_s in (0, 1.5, 2):
            yield env.timeout(delay_s)
            times.append(env.now)

    env.process(sleeper())
    env.step()
    env.run(until=3)
    return [*times, env.now]


def test_a_clock_tells_the_time_that_simpy_tells():
    assert told(Clock()) == told(simpy.Environment()) == [0, 1.5, 3]
