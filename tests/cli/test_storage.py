"""A storage deadlock where users see it: at the command, and on the page of the run."""

LOCKED = (
    *("--set", "routing.policy=exact", "--set", "demand.load_per_min=12"),
    *("--set", "demand.duration_min=10", "--set", "hotspots.storage=1"),
)


def test_a_deadlock_is_told_by_the_command_and_on_the_page(call, tmp_path):
    kept, page = tmp_path / "run", tmp_path / "page.html"
    told = call("run", "paper/deliverai_2", *LOCKED, "--out", kept)
    assert told.code == 0
    assert "paper/deliverai_2: Storage deadlock: " in told.err
    assert "Orders blocked by full hotspots" in told.out
    assert call("report", kept, "--out", page).code == 0
    assert "Storage deadlock: " in page.read_text(encoding="utf-8")


def test_a_hotspot_that_is_none_is_refused_in_a_sentence(call):
    given = ("--set", "hotspots.storage_at.grid-r9c9=2")
    refused = call("run", "paper/deliverai_2", *LOCKED, *given)
    assert refused.code == 2
    assert refused.err.startswith(
        "Error: hotspots.storage_at.grid-r9c9: there is no such hotspot, expected the "
        "id of a tract of the region"
    )
