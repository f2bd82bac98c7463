"""What tasks have in common, once in the object store of a Ray cluster.

Regions and agents are made by tasks of their own. Their arrays lie once in the memory
of each node that uses them, where processes look at them and copy none. Should the node
be lost that holds the only copy, Ray makes it again.
"""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from analysis.experiments.executors import MOST_LOSSES, Finished, all_finished
from analysis.experiments.runs import known_setting, share_setting
from analysis.experiments.tasks import Task
from simulation.assemble import Prepared, made_from_of, prepare
from simulation.errors import DeliverAIError
from simulation.scenario import Scenario, scenario_from_dict

_MOST_KEPT = 12  # regions and agents; those of tasks under way stay anyway
_OF_AGENTS = ("policy", "routing", "inputs", "made_from")  # of a Prepared

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Setting:
    """Where to find what some tasks have in common."""

    made_from: tuple[object, ...]
    region: Any  # reference of a Prepared without agents
    agents: Any = None  # reference of what agents add to it; None where none decide


class Store:
    """Regions and agents in the object store.

    Parameters
    ----------
    ray
        The module, connected to its cluster.
    """

    def __init__(self, ray: Any) -> None:  # noqa: ANN401 - a module without types
        # Two results: a small one, which a chunk waits for before it takes a process.
        remote = ray.remote(max_retries=MOST_LOSSES, num_cpus=1, num_returns=2)
        self._region, self._agents = remote(_region), remote(_agents)
        self._made: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()
        self._last: tuple[Mapping[str, Any], Setting, list[Any]] | None = None

    def settings_of(self, tasks: Sequence[Task]) -> tuple[list[Setting], list[Any]]:
        """Return what tasks have in common, and what tells that it is there."""
        settings: dict[Hashable, Setting] = {}
        there: list[Any] = []
        for scenario, name in _scenarios(tasks):
            if self._last is None or self._last[0] is not scenario:
                try:
                    self._last = (
                        scenario,
                        *self._put(scenario_from_dict(scenario, name)),
                    )
                except DeliverAIError:  # its run says so
                    continue
            _, setting, told = self._last
            if setting.made_from not in settings:
                settings[setting.made_from] = setting
                there += told
        return list(settings.values()), there

    def _put(self, scenario: Scenario) -> tuple[Setting, list[Any]]:
        made_from = made_from_of(scenario, {})
        bare, decide = scenario, made_from[1] != (None, None)
        if decide:
            direct = scenario.service.model_copy(update={"mode": "direct"})
            bare = scenario.model_copy(update={"service": direct})
        there, region = self._once(made_from[0], lambda: self._region.remote(bare))
        if not decide:
            return Setting(made_from, region), [there]
        there, agents = self._once(
            made_from, lambda: self._agents.remote(scenario, region)
        )
        return Setting(made_from, region, agents), [there]

    def _once(
        self, key: Hashable, make: Callable[[], tuple[Any, Any]]
    ) -> tuple[Any, Any]:
        if key not in self._made:
            self._made[key] = make()
        self._made.move_to_end(key)
        if len(self._made) > _MOST_KEPT:
            self._made.popitem(last=False)
        return self._made[key]


def _scenarios(tasks: Sequence[Task]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the scenario of each task that has one, and its name."""
    for task in tasks:
        scenario = task.inputs.get("scenario")
        if isinstance(scenario, Mapping):
            yield scenario, str(task.inputs.get("name"))


def _region(scenario: Scenario) -> tuple[bool, Prepared | None]:
    """Return what a scenario without agents stands on, and whether it can be had."""
    return _if_any(lambda: prepare(scenario).for_others())


def _agents(
    scenario: Scenario, region: Prepared | None
) -> tuple[bool, dict[str, Any] | None]:
    """Return what agents add to a region, and whether it can be had."""

    def added() -> dict[str, Any]:
        prepared = prepare(scenario, [] if region is None else [region])
        return {name: getattr(prepared, name) for name in _OF_AGENTS}

    return _if_any(added)


def _if_any(make: Callable[[], _Made]) -> tuple[bool, _Made | None]:
    """Return what is made if it can be made and sent; why not, each run says itself."""
    try:
        made = make()
        pickle.dumps(made, protocol=5, buffer_callback=lambda _: None)
    except Exception:  # noqa: BLE001
        return False, None
    return True, made


def finished_there(
    tasks: Sequence[Task], settings: Sequence[Setting], *_there: bool
) -> list[Finished]:
    """Return what tasks came to, done in a process of the cluster.

    What cannot be had from the store they prepare themselves, or say why not.
    """
    import ray  # noqa: PLC0415 - heavy, and an extra

    for setting in settings:
        with suppress(ray.exceptions.RayError):
            _take_over(setting, ray.get)
    return all_finished(tasks)


def _take_over(setting: Setting, get: Callable[[Any], Any]) -> None:
    """Take what is in the store for what this process has prepared."""
    if known_setting(setting.made_from):
        return
    region = get(setting.region)
    if region is None:
        return
    share_setting(region)
    agents = None if setting.agents is None else get(setting.agents)
    if agents is not None:
        share_setting(replace(region, **agents))
