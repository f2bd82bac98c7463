"""Who may ask: the addresses that are served, and nobody on another's behalf."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The page's own scripts are inline, and Vue compiles templates in the browser; what
# counts is that nothing can be fetched from, or sent to, anybody else.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class SameOrigin:
    """Serves requests for its own addresses, from its own pages.

    Another site's page, open in the same browser, cannot reach it: neither by a
    request of its own (Origin) nor under a name that leads here (Host).

    Parameters
    ----------
    app
        What is guarded.
    hosts
        Names under which it is served; empty: under any.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._welcome(headers.get("host", ""), headers.get("origin")):
            await self.app(scope, receive, _with_headers(send))
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        start = {"type": "http.response.start", "status": 403}
        await send({**start, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": b"Not from here.\n"})

    def _welcome(self, host: str, origin: str | None) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
            theirs = None if origin is None else urlsplit(origin).netloc
        except ValueError:  # such as an opening bracket alone
            return False
        if self.hosts and name not in self.hosts:
            return False
        return theirs is None or theirs == host


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sends(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_HEADERS]}
        await send(message)

    return sends
