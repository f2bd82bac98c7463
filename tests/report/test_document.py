"""The document: safe, complete, valid, and the same every time."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs

from analysis.report import (
    Band,
    Cell,
    Column,
    Command,
    Fact,
    Figure,
    Finding,
    Findings,
    Fold,
    Heading,
    Note,
    Page,
    ReportError,
    Section,
    Table,
    Text,
    Verdict,
    literal,
    render,
)
from tests.report.reading import Document
from tests.report.samples import curves, every_block, figure, results

ROOT = Path(__file__).parents[2]
EVIL = '</script><script>alert(1)</script><img src=x onerror="alert(2)"> & \'"'


def page_of(*blocks, **keys):
    return Page(title="A page", sections=(Section("one", "One", blocks),), **keys)


@pytest.fixture(scope="module")
def text():
    return render(every_block())


@pytest.fixture(scope="module")
def document(text):
    return Document(text)


def evil_page():
    name = literal(EVIL)
    table = Table(
        (Column(EVIL, group=EVIL, tip=EVIL), Column(EVIL, group=EVIL)),
        (Band(EVIL), (EVIL, Cell(EVIL, below=EVIL, mark=EVIL, tip=EVIL))),
        caption=name,
        note=name,
    )
    drawn = curves().update_layout(title=EVIL)
    drawn.data[0].update(name=EVIL, text=[EVIL])
    return Page(
        title=EVIL,
        subtitle=EVIL,
        lead=name,
        facts=(Fact(EVIL, name),),
        versions={EVIL: EVIL},
        licences=(name,),
        sections=(
            Section(
                "one",
                EVIL,
                (
                    Text(name),
                    Heading(EVIL),
                    Note(name, EVIL),
                    table,
                    Figure("1", drawn, name, name, EVIL),
                    Findings((Finding(Verdict.HOLDS, name, name, name),)),
                    Command(EVIL, EVIL),
                    Fold(EVIL, (Text(name),)),
                ),
                EVIL,
            ),
        ),
    )


def test_a_malicious_name_is_text_wherever_it_stands():
    document = Document(render(evil_page()))
    assert document.mistakes == []
    assert document.all("img") == []
    assert len(document.all("script")) == 4  # figure, templates, plotly.js, page.js
    names = {name for _, each in document.elements for name in each}
    assert not [name for name in names if name.startswith("on")]
    shown = document.text.count(" ".join(EVIL.split()))
    assert shown == 34  # each of the places above but tips, description and figure
    assert document.json("figure-1-data")["data"][0]["name"] == EVIL


def test_the_document_is_nested_as_it_should_be_and_no_id_is_there_twice(document):
    assert document.mistakes == []
    ids = [each["id"] for _, each in document.elements if "id" in each]
    assert len(ids) == len(set(ids))
    for _, each in document.elements:
        if "aria-labelledby" in each:
            assert each["aria-labelledby"] in ids


def test_nothing_is_fetched_and_the_browser_is_told_so(text, document):
    assert document.fetched() == []
    assert document.all("iframe") == []
    css = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in css
    assert "@import" not in css
    (policy,) = [each for each in document.all("meta") if "http-equiv" in each]
    assert "default-src 'none'" in policy["content"]


def test_plotly_is_in_the_document_exactly_once(text):
    assert text.count(get_plotlyjs()) == 1


def test_without_figures_there_is_no_plotly_either():
    assert len(render(page_of(Text("Words.")))) < 50_000


def test_the_same_page_gives_the_same_document_in_another_process(text):
    code = (
        "from hashlib import sha256; from analysis.report import render;"
        "from tests.report.samples import every_block;"
        "print(sha256(render(every_block()).encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == sha256(text.encode()).hexdigest()
    assert render(every_block()) == text


def test_letters_of_all_kinds_arrive_as_they_are():
    name = "Łódź → 東京 🚲 «ß» Ω ²"
    document = Document(render(page_of(Text(literal(name)), figure("1"))))
    assert name in document.text


def test_characters_that_no_document_may_contain_are_replaced():
    shown = render(page_of(Text("a\x00b\x1bc\ud800d"), Heading("e\x07f")))
    assert "a\ufffdb\ufffdc\ufffdd" in shown
    assert "e\ufffdf" in shown
    shown.encode()  # a lone surrogate could not be


def test_an_anchor_that_is_there_twice_is_refused():
    with pytest.raises(ReportError, match="2 things are named figure-8, expected"):
        render(page_of(figure("8"), figure("8")))


def test_a_link_to_nowhere_is_refused_and_one_into_a_fold_is_not():
    with pytest.raises(ReportError, match="a link leads to #table-9, expected"):
        render(page_of(Text("See [Table 9](#table-9).")))
    render(page_of(Text("[Here](#figure-1)"), Fold("More", (figure("1"),))))


def test_a_section_needs_a_name_that_can_be_an_anchor():
    with pytest.raises(ReportError, match="its name is 'Two words', expected"):
        Section("Two words", "Two words", ())


def test_a_table_needs_a_cell_for_each_column():
    columns = (Column("a"), Column("b"))
    with pytest.raises(
        ReportError, match="row 2 has 1 cells, expected one for each of 2"
    ):
        Table(columns, (("1", "2"), ("3",)), "C")
    with pytest.raises(ReportError, match="row 1 is text, expected cells"):
        Table(columns, ("12",), "C")
    with pytest.raises(ReportError, match="table 7: has no column"):
        Table((), (), "C", number="7")


def test_every_header_of_a_table_says_what_it_heads():
    document = Document(render(page_of(results())))
    heads = document.all("th")
    assert {each["scope"] for each in heads} == {"col", "colgroup", "row", "rowgroup"}
    groups = [each for each in heads if each["scope"] == "colgroup"]
    assert [each["colspan"] for each in groups] == ["4", "4"]
    assert [each for each in heads if "rowspan" in each] == [
        {"scope": "col", "rowspan": "2", "class": "left"}
    ]


def test_groups_of_one_name_that_are_no_neighbours_have_a_header_each():
    columns = [Column(str(i), group=group) for i, group in enumerate("aabba")]
    document = Document(render(page_of(Table(columns, (), "C"))))
    spans = [each["colspan"] for each in document.all("th") if "colspan" in each]
    assert spans == ["2", "2", "1"]


def test_a_verdict_is_said_in_words(document):
    for verdict in Verdict:
        assert re.search(rf"\b{verdict.value}\b", document.text)


def test_every_section_is_in_the_navigation_in_order(document):
    page = every_block()
    links = [each["href"] for each in document.all("a")]
    wanted = [f"#{each.name}" for each in page.sections]
    assert [link for link in links if link in wanted][: len(wanted)] == wanted


def test_a_reader_without_scripts_is_told_why_figures_are_missing(document):
    assert document.all("noscript")
    assert not Document(render(replace(every_block(), sections=()))).all("noscript")
