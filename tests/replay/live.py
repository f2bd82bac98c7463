"""A run under way, and its film grown beside it."""

import numpy as np

from analysis.replay import film_under_way
from simulation.assemble import assemble
from simulation.runner import simulate


def grown(case, cuts_s):
    """Return the finished run of a case, and the slices told while it went on.

    Parameters
    ----------
    cuts_s
        When the film is asked for more [s].
    """
    scenario, setting = case.scenario, case.setting()
    orders = setting.orders(scenario, 0)
    run = simulate(scenario, setting=setting)
    film = film_under_way(setting.region, scenario, orders)
    world = assemble(scenario, setting, orders)
    slices = []
    for cut_s in np.unique(cuts_s).tolist():
        if world.env.now < cut_s < run.end_s:
            world.advance(cut_s)
            slices.append(film.grow(world.log.table(), cut_s))
    world.let_go()
    assert not film.finished
    slices.append(film.finish(run))
    assert film.finished
    return film, run, [each for each in slices if each is not None]
