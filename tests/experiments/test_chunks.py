"""Chunks hold every task once, and about as much work as is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.experiments.chunks import CHUNK_S, LARGEST_CHUNK, Chunks
from analysis.experiments.tasks import Task

SHORT, LONG = "short", "long"


def nothing(name, number):
    return {"name": name, "number": number}


def tasks(*names):
    return [
        Task(f"{number}", nothing, {"name": name, "number": number})
        for number, name in enumerate(names)
    ]


@given(
    names=st.lists(st.sampled_from([SHORT, LONG]), max_size=300),
    processes=st.integers(1, 40),
    largest=st.integers(1, LARGEST_CHUNK),
    took_s=st.dictionaries(st.sampled_from([SHORT, LONG]), st.floats(1e-4, 1e4)),
)
def test_every_task_is_handed_out_once_in_its_order(names, processes, largest, took_s):
    asked = tasks(*names)
    chunks = Chunks(asked, processes, largest)
    got = []
    for chunk in chunks:
        got += chunk
        assert 1 <= len(chunk) <= largest
        for task in chunk:
            if task.inputs["name"] in took_s:
                chunks.took(task, took_s[task.inputs["name"]])
    assert got == asked


def test_of_what_nothing_is_known_goes_out_alone():
    chunks = Chunks(tasks(*[SHORT] * 100), 2)
    assert [len(next(chunks)) for _ in range(4)] == [1] * 4


def test_a_chunk_takes_as_long_as_is_asked_for_by_what_was_measured():
    asked = tasks(*[SHORT] * 500, *[LONG] * 500)
    chunks = Chunks(asked, 2)
    chunks.took(asked[0], CHUNK_S / 10)
    assert len(next(chunks)) == 10
    for _ in range(20):  # what is measured of late counts
        chunks.took(asked[0], CHUNK_S / 40)
    assert len(next(chunks)) in {39, 40}
    for _ in range(60):
        chunks.took(asked[0], 1e-6)
    assert len(next(chunks)) == LARGEST_CHUNK


def test_long_runs_after_short_ones_are_not_handed_out_as_many_at_once():
    asked = tasks(*[SHORT] * 12, *[LONG] * 500)
    chunks = Chunks(asked, 1)
    chunks.took(asked[0], CHUNK_S / 20)
    assert len(next(chunks)) == 12  # and none of which nothing is known
    assert len(next(chunks)) == 1
    chunks.took(asked[-1], 3 * CHUNK_S)
    assert len(next(chunks)) == 1


def test_the_last_chunks_are_small():
    asked = tasks(*[SHORT] * 64)
    chunks = Chunks(asked, 2)
    chunks.took(asked[0], 1e-6)
    sizes = [len(chunk) for chunk in chunks]
    assert sizes[0] == 8  # an eighth of what is left, and so on
    assert sizes[-8:] == [1] * 8
