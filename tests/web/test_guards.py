"""Whom the server answers: its own addresses, its own pages."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("starlette")

from analysis.web.guards import SameOrigin

LOCAL = frozenset({"127.0.0.1", "localhost"})


def ask(headers, kind="http", hosts=LOCAL):
    """Return what is sent for a request; ``"served"`` if it was let through."""
    sent = []

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }
    # In a thread of its own: a browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, SameOrigin(app, hosts)(scope, None, send)).result()
    return sent[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:8765"},
        {"host": "localhost"},
        {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765"},
    ],
)
def test_its_own_pages_are_served(headers):
    assert ask(headers)["status"] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8765"},  # a name that leads here
        {"host": ""},
        {},
        {"host": "127.0.0.1:8765", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:9999"},
        {"host": "127.0.0.1:8765", "origin": "null"},
        {"host": "["},
        {"host": "127.0.0.1:8765", "origin": "http://["},
    ],
)
def test_others_are_refused(headers):
    assert ask(headers)["status"] == 403
    assert ask(headers, "websocket") == {"type": "websocket.close", "code": 1008}


def test_under_an_address_of_the_network_any_name_is_served_to_its_own_pages():
    served = {"host": "planner.local:80", "origin": "http://planner.local:80"}
    assert ask(served, hosts=frozenset())["status"] == 200
    foreign = {"host": "planner.local:80", "origin": "http://evil.example"}
    assert ask(foreign, hosts=frozenset())["status"] == 403


def test_pages_may_talk_to_nobody_else():
    headers = dict(ask({"host": "localhost"})["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy
