"""OSRM on an extract: built in a folder that goes again, asked over loopback."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from analysis.engine.answers import EngineRoute, EngineStreet, no_line
from analysis.engine.programs import Programs
from simulation.errors import RegionError
from simulation.units import Floats

# Below so many nodes a part of the streets is not driven to; the default of 1,000
# makes every part of a small extract such an island.
_SMALL_COMPONENT = 50
_LONGEST_BUILD_S = 1800.0
_LONGEST_START_S = 120.0
_LONGEST_ANSWER_S = 60.0
_LONGEST_GOODBYE_S = 5.0
_HOST = "127.0.0.1"
_AFTERWARDS = 'read -r _; kill "$0"; rm -rf -- "$1"'


@contextmanager
def osrm_on(extract: Path, vehicle: str, programs: Programs) -> Iterator["Osrm"]:
    """Give an engine on the streets of an extract; at the end nothing is left of it.

    Parameters
    ----------
    extract
        An OpenStreetMap file.
    vehicle
        A class of vehicles, which names the engine's profile.
    programs

    Raises
    ------
    RegionError
        If a program fails or takes too long; its last line is quoted.
    """
    profile = programs.profile(vehicle)
    with TemporaryDirectory(prefix="deliverai-osrm-") as name:
        folder = Path(name)
        suffixes = extract.name.partition(".")[2]
        copy = folder / f"streets.{suffixes}"  # what is written goes beside the file
        copy.symlink_to(extract.resolve())
        small = ("--small-component-size", str(_SMALL_COMPONENT))
        ask = (str(programs.extract), "-p", str(profile), *small, str(copy))
        _carry_out(ask, extract)
        built = folder / "streets.osrm"
        _carry_out((str(programs.contract), str(built)), extract)
        title = f"OSRM {_version(programs)}, profile {profile.stem}"
        with _served(programs.routed, built) as port, _connected(port) as connection:
            yield Osrm(connection, title)


class Osrm:
    """A running server, asked over one connection.

    Parameters
    ----------
    connection
        To the server.
    title
    """

    def __init__(self, connection: HTTPConnection, title: str) -> None:
        self._connection = connection
        self.title = title

    def route(self, points: Floats, *, line: bool = False) -> EngineRoute | None:
        """Return the way through the points (k, 2), None where there is none.

        At a point between the first and the last the vehicle may turn round.
        """
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points.tolist())
        shape = "full&geometries=geojson" if line else "false"
        answer = self._ask(
            f"/route/v1/driving/{where}?overview={shape}&continue_straight=false"
        )
        if answer["code"] != "Ok":
            return None
        best = answer["routes"][0]
        return EngineRoute(
            time_s=float(best["duration"]),
            distance_m=float(best["distance"]),
            cost=float(best["weight"]),
            away_m=np.array([float(each["distance"]) for each in answer["waypoints"]]),
            line=np.array(best["geometry"]["coordinates"]) if line else no_line(),
        )

    def nearest(self, lon: float, lat: float) -> EngineStreet | None:
        """Return the street nearest to a point, None where there is none."""
        answer = self._ask(f"/nearest/v1/driving/{lon:.6f},{lat:.6f}")
        if answer["code"] != "Ok":
            return None
        waypoint = answer["waypoints"][0]
        return EngineStreet(str(waypoint["name"]), float(waypoint["distance"]))

    def _ask(self, path: str) -> dict[str, Any]:
        for last in (False, True):  # a server closes a connection after some hundreds
            try:
                self._connection.request("GET", path)
                body = self._connection.getresponse().read()
            except (HTTPException, OSError) as cause:
                self._connection.close()
                if last:
                    raise RegionError(
                        f"OSRM: does not answer ({cause}), expected its server to run."
                    ) from cause
            else:
                answer: dict[str, Any] = json.loads(body)
                if answer["code"] in {"Ok", "NoRoute", "NoSegment"}:
                    return answer
                raise RegionError(
                    f"OSRM: answers {answer['code']} ({answer.get('message', '')}) to "
                    f"{path}, expected a route."
                )
        raise AssertionError  # the second trial returned or raised


def _carry_out(command: Sequence[str], extract: Path) -> None:
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_LONGEST_BUILD_S,
        )
    except subprocess.TimeoutExpired as cause:
        raise RegionError(
            f"{extract}: {name} took over {_LONGEST_BUILD_S:.0f} s, expected a smaller "
            "extract."
        ) from cause
    if done.returncode != 0:
        raise RegionError(
            f"{extract}: {name} failed ({_last_line(done.stdout)}), expected an "
            "extract that OSRM reads."
        )


def _version(programs: Programs) -> str:
    command = [str(programs.routed), "--version"]
    done = subprocess.run(
        command, check=False, capture_output=True, timeout=_LONGEST_ANSWER_S
    )
    return _last_line(done.stdout)


def _last_line(output: bytes) -> str:
    lines = [line for line in output.decode(errors="replace").splitlines() if line]
    return lines[-1].strip() if lines else "it said nothing"


@contextmanager
def _served(routed: Path, built: Path) -> Iterator[int]:
    """Give the port of a server, which ends with the block, and with this process."""
    port = _free_port()
    log = built.with_name("routed.log")
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(routed), "--ip", _HOST, "--port", str(port), str(built)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            with _tidied(server, built.parent):
                _await(server, port, log)
                yield port
        finally:
            server.terminate()
            try:
                server.wait(_LONGEST_GOODBYE_S)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def _tidied(server: "subprocess.Popen[bytes]", folder: Path) -> Iterator[None]:
    """End the server and remove its folder should this process be killed meanwhile."""
    # Then its end of the pipe is closed, and the shell goes on.
    watch = subprocess.Popen(
        ["/bin/sh", "-c", _AFTERWARDS, str(server.pid), str(folder)],
        stdin=subprocess.PIPE,
    )
    try:
        yield
    finally:
        watch.kill()
        watch.communicate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        return int(free.getsockname()[1])


def _await(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait until the server listens."""
    until = time.monotonic() + _LONGEST_START_S
    while server.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection((_HOST, port), timeout=1):
            return
        time.sleep(0.02)
    raise RegionError(
        f"OSRM: its server did not begin to listen ({_last_line(log.read_bytes())}), "
        "expected it to."
    )


@contextmanager
def _connected(port: int) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(_HOST, port, timeout=_LONGEST_ANSWER_S)
    try:
        yield connection
    finally:
        connection.close()
