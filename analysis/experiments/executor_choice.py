"""Which executor a user asks for, by words and numbers that may not go together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from analysis.experiments.executors import Executor, Processes, Serial
from analysis.experiments.ray_cluster import connected
from simulation.errors import InputError

Kind = Literal["serial", "processes", "ray"]


@contextmanager
def open_executor(
    kind: Kind, processes: int | None = None, address: str | None = None
) -> Iterator[Executor]:
    """Give the executor asked for, connected as long as the block lasts.

    Parameters
    ----------
    kind
        Which one.
    processes
        How many; absent: as many as there are cores. A cluster knows its own.
    address
        Of a Ray cluster; absent: one is started on this machine.

    Raises
    ------
    InputError
        If these do not go together, or the cluster cannot be used.
    """
    if address is not None and kind != "ray":
        raise InputError(f"--address is {address!r}, expected --executor ray with it.")
    if processes is not None and (kind == "serial" or address is not None):
        beside = "--executor serial" if kind == "serial" else "--address"
        raise InputError(
            f"--processes is {processes}, expected none with {beside}, which "
            "says itself how many there are."
        )
    if kind == "serial":
        yield Serial()
    elif kind == "processes":
        yield Processes(processes)
    else:
        with connected(address, processes) as cluster:
            yield cluster
