"""What is left out while a region is built: counted, and marked for its map."""

from dataclasses import dataclass, field

import numpy as np

from simulation.region.left_out import Mark
from simulation.region.prepare import Points
from simulation.region.region import Tracts

MOST_MARKS = 2_000  # of places left out for one reason, on a map

Counts = dict[str, int]


@dataclass(frozen=True)
class Tally:
    """Counts by reason, and marks of where."""

    counts: Counts = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def mark_places(self, kind: str, points: Points, *details: str) -> None:
        """Mark points that are left out; one detail stands for all.

        At most `MOST_MARKS`, spread over all of them: their number is among the counts.
        """
        texts = details if len(details) == len(points) else details * len(points)
        every = -(-len(points) // MOST_MARKS) or 1
        self.marks.extend(
            Mark(
                kind,
                str(points.source_id[at]),
                texts[at],
                [(float(points.lon[at]), float(points.lat[at]))],
            )
            for at in range(0, len(points), every)
        )

    def mark_tracts(self, tracts: Tracts, left_out: list[int], detail: str) -> None:
        """Mark the outlines of tracts that are left out."""
        for number in left_out:
            for ring in tracts.polygons[number]:
                line = [(lon, lat) for lon, lat in np.vstack((ring, ring[:1])).tolist()]
                mark = Mark("tract_left_out", tracts.ids[number], detail, line)
                self.marks.append(mark)
