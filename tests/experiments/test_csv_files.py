"""CSV cells: what spreadsheets would carry out is text, numbers stay numbers."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.experiments.csv_files import harmless, write_csv

FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-@SUM(1)", "'-@SUM(1)"),
        ("@here", "'@here"),
        ("\t=1", "'\t=1"),
        ("\t5", "'\t5"),
        ("\r=1", "'\r=1"),
        ("-5", "-5"),
        ("-1.5e3", "-1.5e3"),
        ("+3", "+3"),
        ("paper/deliverai_2", "paper/deliverai_2"),
        ("", ""),
        (" =1", " =1"),
        (-5, -5),
        (None, None),
    ],
)
def test_a_text_that_begins_as_a_formula_gets_an_apostrophe(cell, written):
    assert harmless(cell) == written


@given(st.text())
def test_no_text_is_a_formula_but_a_number_may_have_a_sign(text):
    safe = harmless(text)
    assert not safe.startswith(FORMULAS) or pd.notna(pd.to_numeric(safe))
    assert safe.removeprefix("'") == text.removeprefix("'")


def test_a_table_keeps_its_numbers_and_says_its_texts(tmp_path):
    frame = pd.DataFrame(
        {
            "=name": ["=a", "b", None],
            "change": [-0.1, 1.0, None],
            "vehicles": pd.array([-3, None, 1], dtype="Int64"),
            "mixed": ["unlimited", -5, "-x"],
        }
    )
    write_csv(frame, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["'=name", "change", "vehicles", "mixed"],
        ["'=a", "-0.1", "-3", "unlimited"],
        ["b", "1.0", "", "-5"],
        ["", "", "1", "'-x"],
    ]
