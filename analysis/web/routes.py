"""What the page fetches besides itself: the player, playbacks, and files to keep."""

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from analysis.replay.player import script, style
from analysis.web.files import FILES, file_name, file_of
from analysis.web.site import site
from simulation.errors import InputError

_WAIT_S = 20.0  # for a slice; then the player asks again
_MOST_WAITING = 256
_ASK_AGAIN = "no-cache"  # after an update the old player must not stay

_limiters: list[CapacityLimiter] = []  # made within the event loop that uses it


async def slices(request: Request) -> Response:
    """Give the opening of a run (0) or one of its slices (from 1 on)."""
    live_run = site().live_runs.find(request.path_params["token"])
    number = request.path_params["number"]
    if live_run is None:
        return JSONResponse({"error": "This run has ended; load the page again."})
    if not _limiters:
        _limiters.append(CapacityLimiter(_MOST_WAITING))
    answer = await anyio.to_thread.run_sync(
        live_run.answer, number, _WAIT_S, limiter=_limiters[0], abandon_on_cancel=True
    )
    if answer is None:
        return JSONResponse({"wait": True})
    headers = {"Content-Encoding": "gzip", "Cache-Control": "no-store"}
    return Response(answer.body, media_type="application/json", headers=headers)


def files(request: Request) -> Response:
    """Give a file made from a run: its run folder, page, map or scenario."""
    tokens = request.path_params["token"].split("+")  # of two plans side by side
    name = request.path_params["name"]
    runs = [each for each in map(site().live_runs.find, tokens) if each is not None]
    several = name in FILES and FILES[name].together
    if name not in FILES or not len(tokens) == len(runs) <= 1 + several:
        return Response("No such file.", status_code=404, media_type="text/plain")
    try:
        content = file_of(runs, name)
    except InputError as cause:
        ended = all(live_run.ended for live_run in runs)
        status = 409 if ended else 202  # accepted, but not yet there
        return Response(str(cause), status_code=status, media_type="text/plain")
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(runs, name)}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=FILES[name].media_type, headers=headers)


def open_runs(_: Request) -> Response:
    """Say how many runs are shown, for whoever operates the server."""
    return JSONResponse({"runs": site().live_runs.open_runs})


def player_script(_: Request) -> Response:
    """Give the player."""
    return Response(
        script(), media_type="text/javascript", headers={"Cache-Control": _ASK_AGAIN}
    )


def player_style(_: Request) -> Response:
    """Give how the player looks."""
    return Response(
        style(), media_type="text/css", headers={"Cache-Control": _ASK_AGAIN}
    )


def nothing(_: Request) -> Response:
    """Say that there is nothing: what Solara tells of itself is nobody's business."""
    return Response("No such page.", status_code=404, media_type="text/plain")


ROUTES = [
    Route("/resourcez", nothing),
    Route("/runs", open_runs),
    Route("/runs/{token}/{number:int}", slices),
    Route("/runs/{token}/files/{name}", files),
    Route("/player.js", player_script),
    Route("/player.css", player_style),
]
