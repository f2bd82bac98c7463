"""What is kept cannot be forged, mixed or lost.

Every file of every kind of folder is damaged, swapped and deleted, and every command
that reads the folder is called: it refuses the folder in one sentence and exits with
2, it says that something cannot be told, or what it gives is the same to the byte.
"""

from pathlib import Path

import pytest

from simulation.errors import UncheckedWarning
from tests.damage.conftest import restored
from tests.damage.kinds import KINDS
from tests.folders import unseal

EVERY = 23  # one case of so many is among the quick tests


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
    if not other.exists():  # streets have labels, straight lines have none
        other = other.with_name("places.parquet")
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


@pytest.mark.parametrize(
    ("kind", "reader"),
    [(kind, each) for kind in ("run", "sweep") for each in KINDS[kind].readers],
)
def test_a_folder_of_an_earlier_version_is_read_and_a_note_says_so(
    folders, outcome, sound, kind, reader
):
    folders(kind)
    wanted = sound(kind, reader)
    unseal(Path("it"))
    if reader == "web":  # what only the command makes a note of
        with pytest.warns(UncheckedWarning, match="cannot be told"):
            assert outcome(kind, reader) == (0, wanted, "")
        return
    code, given, said = outcome(kind, reader)
    assert (code, given) == (0, wanted)
    assert said.startswith("Note: it/")
    assert said.count("\n") == 1 or reader == "sweep"  # two commands


@pytest.mark.parametrize(("kind", "name", "damage"), CASES)
def test_damage_is_told_refused_or_without_effect(
    folders, outcome, sound, kind, name, damage
):
    other = folders(kind)
    for reader in KINDS[kind].readers:
        wanted = sound(kind, reader)
        damage(Path("it") / name, other / name)
        code, given, said = outcome(kind, reader)
        assert "Traceback" not in said
        assert "unexpected" not in said
        if code == 2:
            *_, sentence = said.splitlines()
            assert sentence.startswith("Error: ")
            assert "it" in sentence
        elif not said.startswith("Note: "):
            assert (code, given) == (0, wanted), (reader, said)
        restored()
