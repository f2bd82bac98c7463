"""OSRM's programs are found, run, asked and ended; real ones where they are at hand."""

import json
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from analysis.engine.crosscheck import cross_check
from analysis.engine.osrm import Osrm, _connected, osrm_on
from analysis.engine.programs import NAMED_BY, find_programs
from simulation.errors import RegionError
from simulation.region import build_region, find_spec
from simulation.region.geometry import METRES_PER_DEGREE
from tests.engine.squares import at, write


@pytest.fixture
def extract(tmp_path):
    """Return the streets as a file of OpenStreetMap."""
    return write(tmp_path)


@pytest.fixture
def programs():
    """Return OSRM's programs, or skip."""
    try:
        return find_programs()
    except RegionError:
        pytest.skip(f"OSRM's programs are not here (extra osrm, or {NAMED_BY})")


def test_the_engine_drives_the_made_up_streets_as_their_rules_say(extract, programs):
    middle_1, middle_4 = at(1, 2, 0.5), at(1, 4, 0.5)
    with osrm_on(extract, "van", programs) as engine:
        assert engine.title.startswith("OSRM v")
        straight = engine.route(np.array((middle_1, at(2, 3, 0.5))), line=True)
        back = engine.route(np.array((at(2, 3, 0.5), middle_1)))
        turned = engine.route(np.array((middle_1, at(2, 5, 0.5))))
        beside = engine.nearest(*(middle_4 - np.array((30 / METRES_PER_DEGREE, 0))))
    assert straight.distance_m == pytest.approx(200, abs=1)
    assert straight.line[[0, -1]] == pytest.approx(
        np.array((middle_1, at(2, 3, 0.5))), abs=2e-6
    )
    assert straight.away_m.max() < 0.2
    # Against the one-way street: left at 2 into 5, over 4 and 1.
    assert back.distance_m == pytest.approx(100 + 3 * 200 + 100, abs=2)
    # The left turn is banned: over 3, 6 and 5, and half of street 5 down.
    assert turned.distance_m == pytest.approx(100 + 3 * 200 + 100, abs=2)
    assert beside.away_m == pytest.approx(30, abs=0.3)
    assert beside.name == "Street 4"


def test_the_command_holds_a_built_region_against_the_engine(
    extract, programs, tmp_path, capsys
):
    """Both know the one-way street and the banned turn: no way is another one."""
    assert programs
    data, region = ("--data", str(tmp_path)), str(tmp_path / "built")
    spec = str(extract.with_suffix(".toml"))
    assert main(["region", "build", spec, *data, "--out", region]) == 0
    page = tmp_path / "page.html"
    capsys.readouterr()
    command = ["region", "check", region, "--against", "osrm", *data]
    assert main([*command, "--page", str(page), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["pairs"]["drawn"] == 5 * 4  # a hotspot and four places
    assert document["pairs"]["elsewhere"] == document["pairs"]["no_way"] == 0
    assert document["distance_percent"]["pairs"] >= 12
    assert document["distance_percent"]["largest"] < 1
    assert document["engine"].endswith("profile car")
    assert "Two Squares" in page.read_text()
    assert main(command) == 0
    assert "Distances differ from the engine's by 0." in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["baltimore", "chicago_loop_west", "chicago_south", "helsinki_centre"]
)
def test_shipped_regions_are_as_near_to_the_engine_as_was_asked(
    name, programs, tmp_path
):
    """The goal stated before any was measured: free flow, 1,000 random pairs."""
    data = Path(__file__).parents[3] / "shared" / "data"
    if not data.is_dir():
        pytest.skip("the real data (../shared/data) are not here")
    assert programs
    region = build_region(find_spec(f"regions/{name}"), data, tmp_path / name)
    found = cross_check(region, data, pairs=1000, seed=1, worst=0)
    assert found.distance().pairs > 900
    assert found.distance().median <= 1.5
    assert found.distance().p95 <= 10
    assert found.time().median <= 5
    assert found.time().p95 <= 20


def listens(port):
    with socket.socket() as to:
        return to.connect_ex(("127.0.0.1", port)) == 0


def test_the_server_ends_with_the_block_whatever_ends_it(extract, programs):
    ports = []

    def broken_off():
        with osrm_on(extract, "bicycle", programs) as engine:
            assert engine.title.endswith("profile bicycle")
            ports.append(engine._connection.port)
            assert listens(ports[0])
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    assert not listens(ports[0])


def test_the_server_ends_with_a_process_that_is_killed(extract, programs):
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from analysis.engine.osrm import osrm_on\n"
        "from analysis.engine.programs import find_programs\n"
        "with osrm_on(Path(sys.argv[1]), 'van', find_programs()) as engine:\n"
        "    print(engine._connection.port, flush=True)\n"
        "    time.sleep(600)\n"
    )
    assert programs
    with subprocess.Popen(
        [sys.executable, "-c", code, extract], stdout=subprocess.PIPE
    ) as process:
        port = int(process.stdout.readline())
        assert listens(port)
        process.kill()
    until = time.monotonic() + 60
    while listens(port) and time.monotonic() < until:
        time.sleep(0.05)
    assert not listens(port)


def test_a_file_that_the_engine_cannot_read_is_told_with_its_last_words(
    tmp_path, programs
):
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"no streets")
    with (
        pytest.raises(
            RegionError, match=r"broken\.osm\.pbf: osrm-extract failed \(.+\)"
        ),
        osrm_on(broken, "van", programs),
    ):
        pass


class Answers(BaseHTTPRequestHandler):
    """Answers as OSRM does, and closes the connection each time."""

    def do_GET(self):
        """Answer one question."""
        code = "NoRoute" if "9.000000" in self.path else "Ok"
        code = "TooBig" if "8.000000" in self.path else code
        route = {
            "distance": 120.5,
            "duration": 20.1,
            "weight": 25.0,
            "geometry": {"coordinates": [[0, 0], [0.1, 0.2]]},
        }
        ends = [{"distance": 1.5, "name": "A"}, {"distance": 2.5, "name": "B"}]
        body = json.dumps({"code": code, "routes": [route], "waypoints": ends})
        self.send_response(200 if code == "Ok" else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def port():
    """Return the port of a server that answers as OSRM does."""
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_answers_are_read_and_a_closed_connection_is_opened_again(port):
    ends = np.array([(0.0, 0.0), (1.0, 1.0)])
    with _connected(port) as connection:
        engine = Osrm(connection, "made up")
        for _ in range(3):
            found = engine.route(ends, line=True)
        assert (found.distance_m, found.time_s, found.cost) == (120.5, 20.1, 25.0)
        assert found.away_m.tolist() == [1.5, 2.5]
        assert found.line.tolist() == [[0, 0], [0.1, 0.2]]
        assert engine.nearest(1.0, 1.0).name == "A"
        assert engine.route(np.array([(0.0, 0.0), (9.0, 0.0)])) is None
        with pytest.raises(RegionError, match="answers TooBig"):
            engine.route(np.array([(0.0, 0.0), (8.0, 0.0)]))


def test_a_server_that_is_gone_is_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
    with (
        _connected(nobody) as connection,
        pytest.raises(RegionError, match="not answer"),
    ):
        Osrm(connection, "made up").nearest(0.0, 0.0)


def unpacked(folder, script="#!/bin/sh\necho 'out of luck'\nexit 3\n"):
    """Make a folder that looks as the unpacked wheel does."""
    for name in ("osrm-extract", "osrm-contract", "osrm-routed"):
        program = folder / "osrm" / "bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(script)
        program.chmod(0o755)
    profiles = folder / "osrm" / "share" / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "car.lua").write_text("")
    return folder


@pytest.mark.parametrize("inside", ["", "osrm", "osrm/bin"])
def test_an_unpacked_wheel_is_found_by_any_of_its_folders(
    tmp_path, monkeypatch, inside
):
    unpacked(tmp_path)
    monkeypatch.setenv(NAMED_BY, str(tmp_path / inside))
    found = find_programs()
    assert found.extract.samefile(tmp_path / "osrm" / "bin" / "osrm-extract")
    assert found.profile("scooter").name == "car.lua"
    with pytest.raises(RegionError, match=r"bicycle\.lua: no such file"):
        found.profile("bicycle")


def test_without_the_programs_it_is_said_how_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv(NAMED_BY, str(tmp_path))
    with pytest.raises(RegionError, match="osrm-bindings") as told:
        find_programs()
    assert str(tmp_path) in str(told.value)
    monkeypatch.delenv(NAMED_BY)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("analysis.engine.programs.find_spec", lambda _: None)
    with pytest.raises(RegionError, match=r"deliverai\[osrm\]"):
        find_programs()


def test_a_program_that_fails_is_quoted(tmp_path, monkeypatch, extract):
    monkeypatch.setenv(NAMED_BY, str(unpacked(tmp_path / "wheel")))
    with (
        pytest.raises(RegionError, match=r"osrm-extract failed \(out of luck\)"),
        osrm_on(extract, "van", find_programs()),
    ):
        pass


def test_a_server_that_ends_at_once_is_quoted(tmp_path, monkeypatch, extract):
    script = '#!/bin/sh\necho "said $0"\ncase "$0$1" in *routed--ip) exit 3;; esac\n'
    monkeypatch.setenv(NAMED_BY, str(unpacked(tmp_path / "wheel", script)))
    with (
        pytest.raises(
            RegionError, match=r"did not begin to listen \(said .*osrm-routed"
        ),
        osrm_on(extract, "van", find_programs()),
    ):
        pass
