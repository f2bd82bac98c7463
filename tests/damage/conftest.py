"""Sound folders of every kind, and what their readers come to."""

import shutil
from pathlib import Path

import pytest

from simulation.region import save_region
from tests.damage.kinds import DIRECT, HISTORY, KINDS, SMALL
from tests.region.worlds import street_region


def restored():
    """Make the folder sound again."""
    shutil.rmtree("it")
    shutil.copytree("sound", "it")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return a place with two folders of every kind that was asked for so far."""
    place = tmp_path_factory.mktemp("made")
    save_region(street_region(), place / "region")
    (place / "small.toml").write_text(SMALL)
    (place / "direct.toml").write_text(DIRECT)
    (place / "history.csv").write_text(HISTORY)
    return place


@pytest.fixture
def folders(made, monkeypatch, capsys):
    """Return a function that puts a sound folder of a kind, ``it``, beside others.

    All happens in one place: scenarios name their region by its whole path.
    """
    monkeypatch.chdir(made)

    def put(kind):
        for seed in "12":
            if not (made / kind / seed).exists():
                (made / kind).mkdir(exist_ok=True)
                assert KINDS[kind].make(seed, seed) == 0
                (made / seed).rename(made / kind / seed)
        for each in ("it", "sound"):
            shutil.copytree(made / kind / "1", made / each)
        capsys.readouterr()
        return made / kind / "2"

    yield put
    for each in ("it", "sound"):
        shutil.rmtree(made / each, ignore_errors=True)


@pytest.fixture
def outcome(capsys):
    """Return a function that calls a reader: exit code, what it gave, what it said."""

    def call(kind, reader):
        capsys.readouterr()
        code = KINDS[kind].readers[reader]()
        said = capsys.readouterr()
        given = {
            name: Path(name).read_bytes()
            for name in KINDS[kind].made
            if Path(name).is_file()
        }
        for name in ("page.html", "map.html"):
            Path(name).unlink(missing_ok=True)
        return code, (said.out, given), said.err

    return call


_SOUND = {}


@pytest.fixture
def sound(made, outcome):
    """Return what a reader gives of a sound folder, which is there now."""

    def given(kind, reader):
        key = made, kind, reader
        if key not in _SOUND:
            _SOUND[key] = outcome(kind, reader)[1]
            restored()
        return _SOUND[key]

    return given
