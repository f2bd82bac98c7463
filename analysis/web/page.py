"""The page: controls at the side, the player in the rest, live runs behind it.

Solara runs `Page` once for every visitor's tab and cleans up when the tab closes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import solara

from analysis.experiments.titles import plain_name
from analysis.web.controls import Control, file_links, knob_controls, region_control
from analysis.web.session import Session, open_session
from analysis.web.site import site
from analysis.web.view import PlanChoice, View, view_of
from simulation.errors import InputError, ScenarioError
from simulation.scenario import Scenario

_STYLE = Path(__file__).with_name("page.css")
_FIRST, _SECOND, _ORDERS = "first", "second", "orders"


@solara.component_vue("map.vue")
def Map(  # noqa: N802 - a component
    runs: list[dict[str, str]],
    baseline: str,
    query: str,
    message: str,
    event_stop: Callable[[Any], None],
) -> None:
    """Show live runs, by their tokens; `query` goes into the address."""


@solara.component_vue("controls.vue")
def Controls(  # noqa: N802, PLR0913, PLR0917 - a component and its properties
    names: list[Control],
    plan: str,
    versus: str,
    groups: list[Control],
    error: str,
    ready: bool,  # noqa: FBT001 - a property
    pending: bool,  # noqa: FBT001 - a property
    files: list[Control],
    event_plan: Callable[[str], None],
    event_versus: Callable[[str], None],
    event_turn: Callable[[list[Any]], None],
    event_upload: Callable[[list[Any]], None],
    event_run: Callable[[Any], None],
) -> None:
    """Show the controls; what is turned comes back as events."""


@dataclass(frozen=True)
class ViewScenarios:
    """The scenarios of a view, or the sentence why there are none."""

    first: Scenario | None = None
    second: Scenario | None = None
    error: str = ""


def checked(view: View) -> ViewScenarios:
    """Return the scenarios of a view, checked as the command checks them."""
    library = site().library
    try:
        first = library.scenario_of(view.first)
        second = None if view.second is None else library.scenario_of(view.second)
    except InputError as cause:
        return ViewScenarios(error=str(cause))
    return ViewScenarios(first, second)


def turned(view: View, group: str, key: str, value: object) -> View:
    """Return a view under one more change, of a plan or of the orders of both."""
    if group == _SECOND and view.second is not None:
        return replace(view, second=view.second.under(key, value))
    return replace(view, first=view.first.under(key, value))


@solara.component
def Layout(children: list[Any]) -> None:  # noqa: N802 - a component
    """Leave all of the window to the page."""
    with solara.Div(children=children):
        pass


@solara.component
def Page() -> None:  # noqa: N802 - a component
    """Show one visitor's page."""
    search = solara.use_router().search or ""
    start, complaint = solara.use_memo(lambda: _from_link(search), [])
    names = solara.use_memo(site().library.names, [])
    regions = solara.use_memo(site().library.regions, [])
    # In one state with how often it was asked for: each change opens its runs.
    (running, rounds), set_running = solara.use_state((start, 0))
    draft, set_draft = solara.use_state(start)
    wrong, set_wrong = solara.use_state(complaint)  # with a link or an upload
    session, set_session = solara.use_state(Session())
    last_valid = solara.use_ref(ViewScenarios())
    state = solara.use_memo(lambda: checked(draft), [draft])
    if not state.error:
        last_valid.current = state

    def open_runs() -> Callable[[], None]:
        opened = open_session(site(), running)
        set_session(opened)
        return lambda: opened.close(site().live_runs)

    solara.use_effect(open_runs, [running, rounds])

    def change(view: View) -> None:
        set_wrong("")
        set_draft(view)

    def upload(file: list[Any]) -> None:
        try:
            change(replace(draft, first=_uploaded(*file)))
        except InputError as cause:
            set_wrong(str(cause))

    def run(_: object) -> None:
        if not state.error:
            set_wrong("")
            set_running((draft, rounds + 1))

    solara.Style(_STYLE)
    solara.Title("DeliverAI")
    with solara.Div(classes=["deliverai-page"]):
        Controls(
            names=_with(names, draft.first, draft.second),
            plan=draft.first.base,
            versus=draft.second.base if draft.second else "",
            groups=_groups(draft, last_valid.current, regions),
            error=state.error or wrong,
            ready=not state.error,
            pending=draft != running,
            files=file_links(session.runs),
            event_plan=lambda name: change(replace(draft, first=PlanChoice(name))),
            event_versus=lambda name: change(
                replace(draft, second=PlanChoice(name) if name else None)
            ),
            event_turn=lambda turn: change(turned(draft, *turn)),
            event_upload=upload,
            event_run=run,
        )
        Map(
            runs=[
                {"token": live_run.token, "label": live_run.label}
                for live_run in session.runs
            ],
            baseline=session.baseline.token if session.baseline else "",
            query=running.query(),
            message=session.error,
            event_stop=lambda _: session.stop(),
        )


def _groups(
    draft: View, last_valid: ViewScenarios, regions: list[str]
) -> list[Control]:
    region = region_control(
        last_valid.first, draft.first, regions, site().library.region_name
    )
    orders = knob_controls(last_valid.first, draft.first, "orders")
    groups = [
        (_ORDERS, "Orders", [*region, *orders]),
        (_FIRST, "The plan", knob_controls(last_valid.first, draft.first, "plan")),
    ]
    if draft.second is not None:
        knobs = knob_controls(last_valid.second, draft.second, "plan")
        groups.append((_SECOND, "The plan beside it", knobs))
    return [
        {"name": name, "title": title, "knobs": knobs}
        for name, title, knobs in groups
        if knobs
    ]


def _with(names: list[str], *choices: PlanChoice | None) -> list[Control]:
    """Return the plans that can be chosen, those that are chosen among them."""
    chosen = [each.base for each in choices if each is not None]
    every = dict.fromkeys([*names, *chosen])
    return [{"name": name, "title": plain_name(name)} for name in every]


def _uploaded(name: str, text: str | None, size: int) -> PlanChoice:
    if text is None:
        raise ScenarioError(f"{name}: has {size:,} bytes, expected a scenario file.")
    return site().library.uploaded(name, text.encode())


def _from_link(search: str) -> tuple[View, str]:
    """Return the view of a link, and what is wrong with the link."""
    default = View(PlanChoice(site().plan))
    try:
        view = view_of(search, site().plan)
    except InputError as cause:
        return default, f"The link: {cause}"
    error = checked(view).error
    return (default, f"The link: {error}") if error else (view, "")
