"""``deliverai web``: it serves what was asked for, and says why where it cannot."""

import json
import signal
import socket
import urllib.error
import urllib.request

import pytest

from tests.serving import serving

pytest.importorskip("solara")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing.toml",), "expected"),
        (("paper/deliverai_9",), "did you mean"),
        (("--host", "256.1.1.1"), "--host 256.1.1.1: no address"),
        (("--port", "99999"), "99999"),
    ],
)
def test_what_cannot_be_served_is_said(refuse, arguments, sentence):
    assert sentence in refuse("web", "--no-open", *arguments)


def test_a_port_in_use_is_said(refuse):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refuse("web", "--no-open", "--port", port)
    assert f"127.0.0.1, port {port}: cannot be served from" in said
    assert "expected a free port" in said


def test_a_damaged_run_is_said_before_anything_is_served(refuse, tmp_path):
    (tmp_path / "run").mkdir()
    assert "manifest.json" in refuse("web", "--no-open", tmp_path / "run")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the address of a server of its own process, and the process."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "secret.txt").write_text("not for visitors")
    with serving(folder) as (address, process):
        yield address, process


def get(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.status, response.read()


def test_the_page_the_player_and_its_style_are_there(served):
    address, _ = served
    assert b"DeliverAI" in get(address)[1]
    assert b"DeliverAI" in get(f"{address}player.js")[1]
    assert b".dai-player" in get(f"{address}player.css")[1]


def test_an_unknown_run_is_said_and_has_no_files(served):
    address, _ = served
    answer = json.loads(get(f"{address}runs/nobody/0")[1])
    assert "load the page again" in answer["error"]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}runs/nobody/files/run.zip")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "static/public/../../../secret.txt",
        "_solara/cdn/../../../secret.txt",
        "static/..%2f..%2f..%2fetc/passwd",
        "jupyter/nbextensions/..%2f..%2fetc%2fpasswd",
        "_solara/cdn/%2fetc%2fpasswd",
        "runs/x/files/..%2f..%2fsecret.txt",
    ],
)
def test_no_file_can_be_read_by_its_path(served, path):
    """As it stands on the wire: urllib and browsers would tidy it up."""
    host, port = served[0].removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as wire:
        wire.sendall(
            f"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert b"not for visitors" not in answer
    assert b"root:" not in answer


def test_ctrl_c_ends_it_in_peace(served):
    _, process = served
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert process.returncode in (0, 130)
