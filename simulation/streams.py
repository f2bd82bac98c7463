"""Named streams of random numbers, one per cause.

A stream depends on the seed, the replication and its own name only, not on what
else was drawn or in which order: two policies meet the same orders (common
random numbers), and a new cause leaves the old ones as they were.
"""

import zlib

import numpy as np

from simulation.units import Floats, Ints


class Streams:
    """The random streams of one replication.

    Parameters
    ----------
    seed
        Names the experiment.
    replication
        Names the repetition; ``None`` for what all replications share (training).
    """

    def __init__(self, seed: int, replication: int | None = 0) -> None:
        self._seed = seed
        self._replication = replication
        self._prefix = ""

    def get(self, name: str) -> np.random.Generator:
        """Return a fresh generator at the start of the stream `name`."""
        key: tuple[int, ...] = (zlib.crc32(f"{self._prefix}{name}".encode()),)
        if self._replication is not None:
            key = (*key, self._replication)
        return np.random.default_rng(np.random.SeedSequence(self._seed, spawn_key=key))

    def under(self, name: str) -> "Streams":
        """Return further streams, of whatever is drawn once more under a name."""
        further = Streams(self._seed, self._replication)
        further._prefix = f"{self._prefix}{name}/"
        return further


def uniform_choice(rng: np.random.Generator, options: int, size: int) -> Ints:
    """Return `size` independent numbers (size,) from 0 to `options` - 1.

    Scaled from plain uniforms, whose stream numpy has kept the same across
    versions, so that the same seed gives the same orders everywhere.
    """
    uniforms: Floats = rng.random(size)
    return np.minimum((uniforms * options).astype(np.int64), options - 1)
