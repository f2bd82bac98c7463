"""What watches the pages would notice if something were wrong."""

import re

import pytest

from tests.browser import conftest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>undefined_function()</script>", "errors of scripts"),
        ("<script>console.error('no')</script>", "the console"),
        ("<img src='http://127.0.0.1:9/x.png'>", "requests to the outside"),
        ("<img src='missing.png'>", "requests that failed"),
    ],
)
def test_a_page_that_is_not_clean_is_noticed(browser, tmp_path, body, complaint):
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><title>t</title>{body}")
    watched = conftest.watched_page(browser, set())
    next(watched).goto((tmp_path / "page.html").as_uri())
    with pytest.raises(AssertionError, match=re.escape(complaint)):
        next(watched, None)


def test_a_missing_browser_is_a_reason_to_skip_or_where_required_to_fail(monkeypatch):
    monkeypatch.setenv("DELIVERAI_CHROMIUM", "no-such-browser")
    assert conftest.chromium() is None
    monkeypatch.delenv("DELIVERAI_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Found no Chromium"):
        conftest.missing("Found no Chromium")
    monkeypatch.setenv("DELIVERAI_BROWSER", "required")
    with pytest.raises(pytest.fail.Exception, match="DELIVERAI_BROWSER=required"):
        conftest.missing("Found no Chromium")
