"""A run under way, and its playback grown beside it."""

import numpy as np

from analysis.replay import Playback
from simulation.simulation import Simulation


def grown(case, cuts_s):
    """Return the playback of a case, its finished run, and the slices told meanwhile.

    Parameters
    ----------
    cuts_s
        When the playback is asked for more [s]; also after the run is over.
    """
    prepared = case.prepared()
    under_way = Simulation(case.scenario, prepared=prepared)
    playback = Playback(prepared.region, under_way.outline())
    slices = []
    for cut_s in np.unique(cuts_s).tolist():
        under_way.run(cut_s)
        slices.append(playback.grow(under_way.events(), cut_s))
    assert not playback.finished
    run = under_way.result()
    slices.append(playback.finish(run))
    assert playback.finished
    return playback, run, [each for each in slices if each is not None]
