"""What the server needs before it can serve."""

import os
import sys

import pytest

from analysis.web.server import WebError, application


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setitem(sys.modules, "solara.server.starlette", None)
    with pytest.raises(WebError, match=r"pip install 'deliverai\[web\]'"):
        application("127.0.0.1")
