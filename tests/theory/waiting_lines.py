"""Mean waits of queues with Poisson arrivals and c servers, and intervals around them.

Notation of the field: arrival rate lambda, mean service time D, c servers, offered
load a = lambda D, utilisation rho = a / c. M/M/c has exponential services, M/D/c
fixed ones.
"""

import math

import numpy as np
from scipy import stats

from simulation.interpreter import settled_heap
from simulation.record.run import ReleasedOrders, Run

BATCHES = 20


def run_to_the_end(world, scenario, prepared, orders, replication=0):
    """Return the run of a world that was assembled here, all orders delivered."""
    with settled_heap():
        world.run()
    return Run(
        scenario=scenario,
        replication=replication,
        region_checksum=prepared.region.checksum,
        versions={},
        wall_s=0.0,
        cpu_s=0.0,
        end_s=world.end_s,
        events=world.log.table(),
        orders=ReleasedOrders(orders.start_s, orders.producer, orders.consumer),
        places=prepared.region.places,
        tract_ids=prepared.region.tracts.ids,
    )


def erlang_c(servers, offered):
    """Return the probability that an arrival waits in M/M/c (Erlang, 1917)."""
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    waits = offered**servers / math.factorial(servers) / (1 - offered / servers)
    return waits / (sum(terms) + waits)


def mean_wait_exponential(servers, rho, service_s):
    """Return the mean wait [s] in M/M/c: Erlang's C over c mu - lambda."""
    rate_to_spare = servers * (1 - rho) / service_s
    return erlang_c(servers, servers * rho) / rate_to_spare


def mean_wait_fixed(servers, rho, service_s):
    """Return the mean wait [s] in M/D/c (Crommelin, 1932).

    Customer n + c starts D after customer n, or at once, so that its wait is the
    largest of sums of D less Erlang-distributed gaps; Spitzer's identity turns
    the mean into a sum over i of Poisson probabilities with mean i a.
    """
    i = np.arange(1, 20_001)
    counts = stats.poisson(i * servers * rho)
    terms = counts.sf(i * servers - 1) - counts.sf(i * servers) / rho
    assert terms[-1] < 1e-12, "rho is too close to 1"
    return service_s * terms.sum()


def mean_wait_fixed_by_chain(servers, rho, service_s, states=400):
    """Return the mean wait [s] in M/D/c from the number in the system D apart.

    Whoever is served now has left D later, all who are there then and were not
    have arrived in between: N' = max(N - c, 0) + Poisson(a) is a Markov chain
    whose stationary law is that of N at any time; Little's law gives the wait.
    """
    offered = servers * rho
    arrivals = stats.poisson.pmf(np.arange(states), offered)
    move = np.zeros((states, states))
    for number in range(states):
        left = max(number - servers, 0)
        move[number, left:] = arrivals[: states - left]
    move[:, -1] += 1.0 - move.sum(axis=1)
    equations = np.vstack((move.T - np.eye(states), np.ones(states)))
    solved = np.linalg.lstsq(equations, np.eye(states + 1)[-1], rcond=None)[0]
    waiting = np.maximum(np.arange(states) - servers, 0) @ solved
    return waiting / (offered / service_s)


def batch_means_interval(observations, confidence=0.99, batches=BATCHES):
    """Return the interval around the mean of a correlated, stationary series.

    The series is cut into `batches` long batches, whose means are nearly
    independent and normal: mean of the means, plus or minus Student's t times
    their standard error. A remainder at the start is left out.
    """
    values = np.asarray(observations, dtype=float)
    length = len(values) // batches
    means = values[len(values) - batches * length :].reshape(batches, length)
    means = means.mean(axis=1)
    error = means.std(ddof=1) / math.sqrt(batches)
    reach = stats.t.ppf((1 + confidence) / 2, batches - 1) * error
    return means.mean() - reach, means.mean() + reach
