"""A run under way, and its film grown beside it."""

import numpy as np

from analysis.replay import Film
from simulation.simulation import Simulation


def grown(case, cuts_s):
    """Return the film of a case, its finished run, and the slices told meanwhile.

    Parameters
    ----------
    cuts_s
        When the film is asked for more [s]; also after the run is over.
    """
    prepared = case.prepared()
    with Simulation(case.scenario, prepared=prepared) as under_way:
        film = Film(prepared.region, under_way.outline())
        slices = []
        for cut_s in np.unique(cuts_s).tolist():
            under_way.advance(cut_s)
            slices.append(film.grow(under_way.events(), cut_s))
        assert not film.finished
        run = under_way.finish()
    slices.append(film.finish(run))
    assert film.finished
    return film, run, [each for each in slices if each is not None]
