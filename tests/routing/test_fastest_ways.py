"""The fastest ways between hotspots, by arrays and by numba, against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import compiling
from simulation.sharing import fastest


def plain(metres, seconds):
    """Return both, changed one by one in the order of the hotspots gone over."""
    least = [
        list(zip(*each, strict=True))
        for each in zip(seconds.tolist(), metres.tolist(), strict=True)
    ]
    for by, here, there in np.ndindex((len(least),) * 3):
        over = zip(least[here][by], least[by][there], strict=True)
        least[here][there] = min(least[here][there], tuple(map(sum, over)))
    return np.array(least)[..., 1], np.array(least)[..., 0]


@pytest.mark.parametrize("numba", [False, True])
@given(seed=st.integers(0, 2**32 - 1), hotspots=st.integers(1, 12), ties=st.booleans())
def test_ways_are_those_of_plain_loops_to_the_last_bit(numba, seed, hotspots, ties):
    if numba and not compiling.is_here():
        pytest.skip("numba, of the extra fast, is not installed")
    rng = np.random.default_rng(seed)
    shape = (hotspots, hotspots)
    seconds = rng.integers(1, 4 if ties else 3600, shape) / (1.0 if ties else 0.7)
    metres = rng.integers(1, 9, shape) / 10.0
    for each in (metres, seconds):
        np.fill_diagonal(each, 0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fastest, "_WORTH", 0 if numba else hotspots)
        found = fastest.fastest(metres, seconds)
    for mine, theirs in zip(found, plain(metres, seconds), strict=True):
        assert mine.tolist() == theirs.tolist()
