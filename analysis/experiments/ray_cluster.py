"""Who does the tasks: a Ray cluster, this machine or many."""

import logging
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from analysis.experiments.chunks import Chunks
from analysis.experiments.executors import KILLED, MOST_LOSSES, Finished
from analysis.experiments.ray_store import Store, finished_there
from analysis.experiments.tasks import Task
from simulation.errors import InputError

# A cluster of our own is nobody else's business. Ray takes 127.0.0.1 for the address
# that others see, so it gets another loopback address where there is one.
_LOOPBACK = "127.0.0.2" if sys.platform == "linux" else "127.0.0.1"
_TOKENS_LOGGER = "ray._private.authentication.authentication_token_setup"
_ANSWER_S = 5.0  # Ray itself tries for minutes
_AHEAD = 2  # chunks under way for each process, so that none waits for us


class ClusterError(InputError):
    """A Ray cluster that cannot be used."""


@contextmanager
def connected(
    address: str | None = None, processes: int | None = None
) -> Iterator["RayCluster"]:
    """Give a Ray cluster, left again when the block ends.

    Parameters
    ----------
    address
        Of the cluster, such as ``10.0.0.5:6379``; absent: one is started on this
        machine, reachable from it alone, and stopped at the end.
    processes
        How many of a cluster of our own; absent: as many as there are cores.

    Raises
    ------
    ClusterError
        If Ray is not installed or the cluster does not answer.
    """
    try:
        import ray  # noqa: PLC0415 - heavy, and an extra
    except ImportError as cause:
        raise ClusterError(
            "--executor ray",
            "Ray is not installed",
            "it from `pip install 'deliverai[ray]'`",
        ) from cause
    options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
    if address is None:
        options |= {
            "address": "local",
            "num_cpus": processes,
            "include_dashboard": False,
            "_node_ip_address": _LOOPBACK,
        }
    else:
        options["address"] = address
    logging.getLogger(_TOKENS_LOGGER).addFilter(_tells_news)
    try:
        if address is not None:
            _knock(address)
        ray.init(**options)
    except Exception as cause:
        message = getattr(cause, "strerror", None) or str(cause)
        reason = message.split(". ")[0].split("\n")[0].rstrip(".")
        raise ClusterError(
            f"--address {address or 'absent'}",
            f"no Ray cluster can be used there ({reason})",
            "one started by `ray start`, its token known here",
        ) from cause
    try:
        yield RayCluster(ray)
    finally:
        with suppress(Exception):  # whatever is wrong now, the results are kept
            ray.shutdown()


def _tells_news(record: logging.LogRecord) -> bool:
    """Drop that tokens are on, as they should be; that they are off is kept."""
    return "authentication is enabled" not in record.getMessage()


def _knock(address: str) -> None:
    """Check that somebody listens at ``host:port``, in seconds instead of minutes."""
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit() and "/" not in host:
        socket.create_connection((host, int(port)), timeout=_ANSWER_S).close()


class RayCluster:
    """In the processes of all nodes, handed out in chunks of neighbours.

    Parameters
    ----------
    ray
        The module, connected to its cluster.
    """

    def __init__(self, ray: Any) -> None:  # noqa: ANN401 - a module without types
        self._ray = ray
        # We do again what is lost, task by task; Ray would repeat the whole chunk.
        self._remote = ray.remote(max_retries=0, num_cpus=1)(finished_there)
        self._store = Store(ray)

    @property
    def count(self) -> int:
        """How many processes the nodes have room for at this moment."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[Finished]:
        """Yield every task as it ends.

        If a process or a node is lost, what it was doing is done again by others; a
        task that is lost time and again has failed.
        """
        count = self.count
        waiting = Chunks(list(tasks), count)
        again: list[Sequence[Task]] = []
        losses: dict[str, int] = {}
        under_way: dict[Any, Sequence[Task]] = {}
        while True:
            while len(under_way) < _AHEAD * count:
                chunk = again.pop() if again else next(waiting, None)
                if chunk is None:
                    break
                settings, there = self._store.settings_of(chunk)
                under_way[self._remote.remote(chunk, settings, *there)] = chunk
            if not under_way:
                return
            ended, _ = self._ray.wait(list(under_way), num_returns=1)
            for reference in ended:
                chunk = under_way.pop(reference)
                finished = self._result(reference, chunk)
                if finished is not None:
                    for each in finished:
                        waiting.took(each.task, each.taken_s)
                        yield each
                    continue
                count = self.count  # a node may be gone
                for task in chunk:
                    losses[task.key] = losses.get(task.key, 0) + 1
                    if losses[task.key] < MOST_LOSSES:
                        again.append([task])  # alone: it takes no neighbours along
                    else:
                        yield Finished(task, None, KILLED)

    def _result(self, reference: Any, chunk: Sequence[Task]) -> list[Finished] | None:  # noqa: ANN401
        """Return what a chunk came to, None if it is lost with its process."""
        try:
            finished: list[Finished] = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as cause:  # before any task began
            sentence = f"its process could not begin: {cause.cause or cause}"
            return [Finished(task, None, sentence, str(cause)) for task in chunk]
        except self._ray.exceptions.RayError:
            return None
        return finished
