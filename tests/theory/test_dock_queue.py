"""A hotspot's docks against queueing theory: M/D/c and M/M/c.

All orders start at one producer and end in its own tract, so one hotspot is source
and destination. Orders are a Poisson process; the first mile takes the same time
for each and never waits for a vehicle (elastic fleet, empty ways put in no time),
so loaded vehicles arrive at the docks as the same process. Vehicles that leave the
hotspot need no bay.

Chosen before the first look: seed 1917, the number of arrivals, a warm-up of a
tenth of them, 20 batches, 99 % intervals. Times lie on a grid of 1/1024 s, which is
1/60000 of a service.
"""

import numpy as np
import pytest

from analysis.tables import delivery_columns, dock_columns
from simulation.assemble import assemble, prepare
from simulation.demand.drawing import draw_orders
from simulation.record.run import ReleasedOrders, Run
from simulation.scenario import scenario_from_dict, scenario_to_dict
from simulation.simulate import simulate
from simulation.streams import Streams
from simulation.units import on_time_grid
from tests.theory.waiting_lines import (
    batch_means_interval,
    mean_wait_exponential,
    mean_wait_fixed,
    mean_wait_fixed_by_chain,
)
