"""The fastest ways between hotspots, compiled by numba.

The same numbers as `fastest` has by arrays; needs the extra ``fast``.
"""

from simulation.compiling import compiled
from simulation.units import Floats


@compiled
def ways(distance_m: Floats, travel_time_s: Floats) -> tuple[Floats, Floats]:
    """Return metres and seconds of the fastest ways, (H, H) each."""
    metres, seconds = distance_m.copy(), travel_time_s.copy()
    for by in range(len(seconds)):
        onward_m, onward_s = metres[by].copy(), seconds[by].copy()
        for here in range(len(seconds)):
            to_m, to_s = metres[here, by], seconds[here, by]
            row_m, row_s = metres[here], seconds[here]
            for there in range(row_s.size):  # without branches: many at once
                m, s = to_m + onward_m[there], to_s + onward_s[there]
                before_m, before_s = row_m[there], row_s[there]
                better = (s < before_s) | ((s == before_s) & (m < before_m))
                row_m[there] = m if better else before_m
                row_s[there] = s if better else before_s
    return metres, seconds
