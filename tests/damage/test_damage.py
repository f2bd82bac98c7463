"""What is kept cannot be forged, mixed or lost.

Every file of every kind of folder is damaged, swapped and deleted, and every command
that reads the folder is called: it refuses the folder in one sentence and exits with
2, it says that something cannot be told, or what it gives is the same to the byte.
"""

import shutil
from pathlib import Path

import pytest

from simulation.region import save_region
from tests.damage.kinds import DIRECT, HISTORY, KINDS, SMALL
from tests.region.worlds import street_region

EVERY = 7  # one case of so many is among the quick tests


def truncate(file, _other):
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def flip(file, _other):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x15
    file.write_bytes(content)


def change_a_digit(file, _other):
    """Make another number of one, where the file is text."""
    content = file.read_bytes()
    digits = [at for at, sign in enumerate(content) if sign in b"12345678"]
    at = digits[len(digits) // 2] if digits else 0
    one = 1 if digits else 0
    file.write_bytes(content[:at] + bytes([content[at] + one]) + content[at + 1 :])


def swap(file, other):
    file.write_bytes(other.read_bytes())


def delete(file, _other):
    file.unlink()


def empty(file, _other):
    file.write_bytes(b"")


def folder_instead(file, _other):
    file.unlink()
    file.mkdir()


def link_to_nowhere(file, _other):
    file.unlink()
    file.symlink_to("nowhere")


DAMAGES = (
    truncate,
    flip,
    change_a_digit,
    swap,
    delete,
    empty,
    folder_instead,
    link_to_nowhere,
)
ALL = [
    (kind, name, damage)
    for kind, each in KINDS.items()
    for name in each.damaged
    for damage in DAMAGES
]
CASES = [
    pytest.param(
        *case,
        id="-".join((case[0], case[1], case[2].__name__)),
        marks=[pytest.mark.slow] * (number % EVERY != 0),
    )
    for number, case in enumerate(ALL)
]


@pytest.fixture(scope="module")
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


SOUND = {}  # what a reader gives of a sound folder


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_a_folder_is_among_those_that_are_damaged(folders, kind):
    folders(kind)
    found = {
        each.relative_to("it").as_posix()
        for each in Path("it").rglob("*")
        if each.is_file()
    }
    assert found == set(KINDS[kind].files)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("error")
def test_a_sound_folder_gives_the_same_each_time(folders, outcome, kind):
    folders(kind)
    for reader in KINDS[kind].readers:
        code, given, said = outcome(kind, reader)
        assert (code, said) == (0, "")
        assert outcome(kind, reader) == (code, given, said)


@pytest.mark.parametrize(("kind", "name", "damage"), CASES)
def test_damage_is_told_refused_or_without_effect(folders, outcome, kind, name, damage):
    other = folders(kind)
    for reader in KINDS[kind].readers:
        if (kind, reader) not in SOUND:
            SOUND[kind, reader] = outcome(kind, reader)[1]
            restored()
        damage(Path("it") / name, other / name)
        code, given, said = outcome(kind, reader)
        assert "Traceback" not in said
        assert "unexpected" not in said
        if code == 2:
            *_, sentence = said.splitlines()
            assert sentence.startswith("Error: ")
            assert "it" in sentence
        elif not said.startswith("Note: "):
            assert (code, given) == (0, SOUND[kind, reader]), (reader, said)
        restored()


def restored():
    """Make the folder sound again."""
    shutil.rmtree("it")
    shutil.copytree("sound", "it")
