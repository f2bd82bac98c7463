"""Markup: emphasis, code, links, lists, and no way around the escaping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from analysis.report import ReportError, literal
from analysis.report.markup import inline, prose


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("plain", "plain"),
        ("*a* and **b**", "<em>a</em> and <strong>b</strong>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("`a*b*c` & d", "<code>a*b*c</code> &amp; d"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        (r"\*a\* \`b\` \[c](d)", "*a* `b` [c](d)"),
        ("[T **1**](#table-1)", '<a href="#table-1">T <strong>1</strong></a>'),
        ("[a](tables/a.csv)", '<a href="tables/a.csv">a</a>'),
        ("[a](https://b.c/d)", '<a href="https://b.c/d" rel="noreferrer">a</a>'),
        ('[a](x"onclick="y)', '<a href="x&#34;onclick=&#34;y">a</a>'),
        ("`<b>`", "<code>&lt;b&gt;</code>"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ("an *open end", "an *open end"),
        ("l_o and __init__", "l_o and __init__"),
    ],
)
def test_a_run_of_markup(markup, html):
    assert inline(markup) == html


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>"),
        ("- a\n- *b*\n  more", "<ul><li>a</li><li><em>b</em> more</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\nb", "<p>- a\nb</p>"),
        ("  \n\n", ""),
        (r"\- a", "<p>- a</p>"),
    ],
)
def test_paragraphs_and_lists(markup, html):
    assert prose(markup) == html


@pytest.mark.parametrize(
    "address", ["javascript:x", "JavaScript:x", "data:text/html,x", "file:///x"]
)
def test_a_link_that_could_run_something_is_refused(address):
    with pytest.raises(ReportError, match="expected http, https, mailto, an anchor"):
        inline(f"[a]({address})")


@given(st.text(alphabet="*`[]()\\ab<>&'\n-1. é東🚲"))
def test_a_literal_name_is_shown_as_it_is_but_for_its_spaces(name):
    shown = escape(" ".join(name.split()))
    assert inline(literal(name)) == shown
    assert prose(literal(name)) == (f"<p>{shown}</p>" if shown else "")
    if name.split():
        assert inline(f"*{literal(name)}*") == f"<em>{shown}</em>"


@given(st.text(alphabet="*`[]()\\ab<>&\n-1. "))
def test_no_markup_makes_a_tag_of_its_own(markup):
    try:
        html = prose(markup)
    except ReportError:
        return
    for tag in ("p", "em", "strong", "code", "ul", "ol", "li"):
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in html.replace("</a>", "").replace('<a href="', "")
