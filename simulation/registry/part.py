"""A part that was found, and how it is made."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from simulation.errors import ScenarioError, SimulationError
from simulation.registry.kinds import OPTIONS, Kind
from simulation.registry.sources import Source
from simulation.specs import Spec, quoted, reason, validated
from simulation.specs.wording import one_of


@dataclass(frozen=True)
class Part:
    """A part that was found, ready to be made."""

    kind: Kind
    word: str  # as the scenario has it
    target: Any  # what is called to make it; the part itself where `ready`
    source: Source | None = None  # None: shipped
    ready: bool = False  # an object that was made before
    options: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""  # begins the sentences of errors

    @property
    def label(self) -> str:
        """The part in an error's sentence."""
        return f"{self.kind.key} {self.word}"

    @property
    def is_object(self) -> bool:
        """Whether there is more to it than its word says."""
        return self.ready or isinstance(self.target, partial)

    def names(self, value: str) -> bool:
        """Return whether it is made with a value, of those of `Kind.gives`."""
        return not self.ready and value in parameters(self.target)

    def make(self, values: Mapping[str, object]) -> Any:  # noqa: ANN401 - of any kind
        """Return the part, made from those of the values that it names.

        Parameters
        ----------
        values
            By the names of `Kind.gives`, and any that shipped parts name.

        Raises
        ------
        ScenarioError
            If it names something else, its options are wrong, it cannot be made, or
            it lacks what the world asks of it.
        """
        made = self.target if self.ready else self._called(values)
        missing = [
            each
            for each in (*self.kind.methods, *self.kind.attributes)
            if not hasattr(made, each)
        ]
        if missing:
            raise lacks(self, missing)
        return made

    def _called(self, values: Mapping[str, object]) -> object:
        target = self.target
        arguments: dict[str, object] = {}
        for name in parameters(target):
            if name == OPTIONS and self.source is not None:
                arguments[name] = self.checked_options(self.where)
            elif name in values:
                arguments[name] = values[name]
        if self.source is None:
            return target(**arguments)
        try:
            return target(**arguments)
        except Exception as cause:  # code of one's own may raise anything
            raise ScenarioError(
                self.where, f"{self.label} cannot be made ({said_by(cause)})"
            ) from cause

    def checked_options(self, where: str | Callable[[str], str]) -> Spec | None:
        """Return the options as the part's own model has them; None without one.

        Raises
        ------
        ScenarioError
            If one is wrong, or there are some and the part takes none.
        """
        inner = self.target.func if isinstance(self.target, partial) else self.target
        model = getattr(inner, "Options", None)
        key = self.kind.options_key
        place = where if isinstance(where, str) else where("")
        if model is None:
            if self.options:
                raise ScenarioError(
                    place,
                    f"{key} is given",
                    f"none, since {self.word} has no model of Options",
                )
            return None
        if not (isinstance(model, type) and issubclass(model, Spec)):
            raise ScenarioError(
                place,
                f"Options of {self.word} is no specification",
                "a subclass of simulation.specs.Spec",
            )
        named = where if callable(where) else lambda _: where
        return validated(
            model, self.options, lambda each: f"{named(each)}: {key}", ScenarioError
        )

    def with_options(self, options: Mapping[str, Any] | None) -> "Part":
        """Return the part with the options of a scenario."""
        return replace(self, options=options) if options else self

    def record(self) -> dict[str, Any]:
        """Return where it comes from, for a manifest."""
        assert self.source is not None  # of parts that are not shipped
        return {
            "kind": self.kind.name,
            "name": self.word,
            "module": self.source.module,
            "distribution": self.source.distribution,
            "version": self.source.version,
            "sha256": self.source.sha256,
            **({"object": True} if self.is_object else {}),
        }


def failed(part: Part, doing: str, cause: BaseException) -> SimulationError:
    """Return the error of a run that a part of one's own breaks."""
    return SimulationError(f"{part.label}: {doing} failed ({said_by(cause)}).")


def lacks(part: Part, missing: list[str]) -> ScenarioError:
    """Return the error of a class that lacks what the world asks of it."""
    wanted = one_of([*part.kind.methods, *part.kind.attributes]).replace(
        " or ", " and "
    )
    return ScenarioError(
        part.where,
        f"{part.kind.key} is {quoted(part.word)}, which has no {missing[0]}",
        f"a class with {wanted}",
    )


def parameters(target: object) -> Mapping[str, inspect.Parameter]:
    """Return the parameters of a class or function that can be given by name."""
    try:
        found = inspect.signature(target).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return {}
    bound = target.keywords if isinstance(target, partial) else {}
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {
        name: each
        for name, each in found.items()
        if each.kind not in variadic and name not in bound
    }


def said_by(cause: BaseException) -> str:
    """Return what went wrong in code of one's own."""
    return f"{type(cause).__name__}: {reason(cause)}"
