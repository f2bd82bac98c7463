"""A world with routing agents, as the Mesa model that they belong to."""

from itertools import count

import mesa
import numpy as np

from simulation.world.world import World


class MesaWorld(World, mesa.Model):
    """A world whose routing agents register with it as its Mesa agents.

    A module of its own, as Mesa takes longer to import than most runs of a world
    without agents take in all.
    """

    def __init__(self) -> None:
        # Its generators are never drawn from: see streams.py.
        mesa.Model.__init__(self, rng=np.random.PCG64(0))
        World.__init__(self)
        self._numbers = count(1)  # of agents

    def register_agent(self, agent: mesa.Agent) -> None:
        """Take an agent in, and number it.

        Mesa 3.3 numbers the agents of every model in a table of their class that is
        never cleared: a thousand runs would stay in memory with all that they hold.
        """
        super().register_agent(agent)
        agent.unique_id = next(self._numbers)
        numbers_of = getattr(mesa.Agent, "_ids", None)
        if numbers_of is not None:
            numbers_of.pop(self, None)
