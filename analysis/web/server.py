"""The server: Solara's page, the playbacks and the files, on one address."""

import os
import socket
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.errors import InputError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SETTINGS = {
    "SOLARA_APP": "analysis.web.page",
    "SOLARA_ASSETS_PROXY": "True",  # the page asks us, and `cdn` serves from disk
    "SOLARA_KERNEL_CULL_TIMEOUT": "600s",  # of a page that is gone without a word
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "DeliverAI",
    "SOLARA_THEME_VARIANT": "light",  # the player follows the browser, see map.vue
}


class WebError(InputError):
    """The page cannot be served as asked."""


def application(host: str) -> "ASGIApp":
    """Return the application that serves `host`.

    Raises
    ------
    WebError
        If the extra packages are missing.
    """
    os.environ.update(_SETTINGS)
    # Nobody has to be told that this is not https.
    warnings.filterwarnings("ignore", "Cookies with samesite=none", UserWarning)
    os.environ.setdefault("SOLARA_HOME", tempfile.mkdtemp(prefix="deliverai-web-"))
    try:
        import solara.server.starlette as solara_server  # noqa: PLC0415 - an extra
    except ImportError as cause:
        raise WebError(
            f"deliverai web: the package {cause.name} is not installed, expected the "
            "extra `web` (pip install 'deliverai[web]')."
        ) from cause
    from starlette.applications import Starlette  # noqa: PLC0415 - an extra
    from starlette.routing import Mount  # noqa: PLC0415 - an extra
    from starlette.staticfiles import StaticFiles  # noqa: PLC0415 - an extra

    from analysis.web.guards import SameOrigin  # noqa: PLC0415 - an extra
    from analysis.web.routes import ROUTES  # noqa: PLC0415 - an extra

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        solara_server.on_startup()
        yield
        solara_server.on_shutdown()

    # Solara would fetch what it does not find; here only what is installed is served.
    cdn = Mount("/_solara/cdn", app=StaticFiles(directory=_assets()))
    app = Starlette(
        routes=[*ROUTES, cdn, Mount("/", routes=solara_server.routes)],
        lifespan=lifespan,
    )
    hosts = LOOPBACK if host in LOOPBACK else frozenset[str]()
    return SameOrigin(app, hosts)


def serve(host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    host, port
        The address; port 0 for any that is free.
    ready
        Told the page's address once it can be loaded.

    Raises
    ------
    WebError
        If the address cannot be served from, or packages are missing.
    """
    with closing(_listening(host, port)) as listener:
        app = application(host)
        import uvicorn  # noqa: PLC0415 - an extra

        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready(address)

        config = uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=2,
            ws="websockets-sansio",
        )
        Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address."""
    try:
        family, kind, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        listener = socket.socket(family, kind)
    except OSError as cause:
        raise WebError(
            f"--host {host}: no address ({cause.strerror}), expected one such as "
            "127.0.0.1."
        ) from cause
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as cause:
        listener.close()
        raise WebError(
            f"{host}, port {port}: cannot be served from ({cause.strerror}), expected "
            "a free port of this machine (--port 0 takes any)."
        ) from cause
    return listener


def _assets() -> Path:
    """Return where the package solara-assets keeps what pages are made of."""
    folder = Path(sys.prefix) / "share" / "solara" / "cdn"
    if not (folder / "@widgetti").is_dir():
        raise WebError(
            "deliverai web: the package solara-assets is not installed, expected the "
            "extra `web` (pip install 'deliverai[web]')."
        )
    return folder
