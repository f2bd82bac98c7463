"""The yardstick: a point-to-point delivery in bare SimPy, 7 events and nothing else."""

from simpy import Environment

EVENTS_PER_DELIVERY = 7  # its release, its start, four legs and its end
TO_PRODUCER_S, PICK_UP_S, HAND_OVER_S = 60.0, 30.0, 30.0


def bare_loop(start_s, ride_s):
    """Return an environment that will carry every order from door to door.

    One process releases the orders; each is a process of its own that drives to
    the producer, picks up, drives to the consumer and hands over. No vehicles, no
    decisions and no record: what SimPy itself takes.

    Parameters
    ----------
    start_s, ride_s : lists
        When each order starts, never falling, and how long its ride takes [s].
    """
    env = Environment()
    env.process(_release(env, start_s, ride_s))
    return env


def _release(env, start_s, ride_s):
    for start, ride in zip(start_s, ride_s, strict=True):
        yield env.timeout(start - env.now)
        env.process(_delivery(env, ride))


def _delivery(env, ride):
    yield env.timeout(TO_PRODUCER_S)
    yield env.timeout(PICK_UP_S)
    yield env.timeout(ride)
    yield env.timeout(HAND_OVER_S)
