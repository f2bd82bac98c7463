"""How Sphinx makes the documentation site, see `make docs`.

Pages are those of the project, read where they stand: the README is the home page, and
the headings and links of `docs/README.md` are the navigation, so that a page is named
in one place. Nothing on the site is asked of another host.
"""

import html
import re
import shutil
from importlib.metadata import files, metadata
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

import analysis
import simulation

ROOT = Path(__file__).parents[2]
INDEX = "docs/README"
DECISIONS = "docs/explanation/decisions/README"
LIBRARY = "docs/reference/library"
MERMAID = "mermaid.min.js"
_SECTION = re.compile(r"^\*\*(.+?)\*\*", re.MULTILINE)
_ENTRY = re.compile(r"^- \[(.+?)\]\((.+?)\.md\)", re.MULTILINE)


def _local_mermaid() -> str:
    """Return where an installed package has the script that draws diagrams."""
    found = [each for each in files("solara-assets") or () if each.name == MERMAID]
    if not found:
        message = (
            f"{MERMAID}: is not in solara-assets, expected as the extra docs has it."
        )
        raise ExtensionError(message)
    return str(found[0].locate().resolve())


_about = metadata("deliverai")
project = "DeliverAI"
author = "The DeliverAI authors"
release = version = _about["Version"]
project_copyright = author

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "README"
include_patterns = ["README.md", "CONTRIBUTING.md", "scenarios/README.md", "docs/**.md"]
exclude_patterns = [".*", "build", "dist", "runs", "tests"]
language = "en"
default_role = "code"
highlight_language = "text"  # of what says no language

myst_fence_as_directive = ["mermaid"]
myst_heading_anchors = 4  # named as code hosts name them

autodoc_typehints = "description"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["static", _local_mermaid()]
html_css_files = ["site.css"]
html_copy_source = False
html_show_search_summary = False  # would be fetched, which browsers refuse from a disk
html_show_sphinx = False


class Mermaid(SphinxDirective):
    """A diagram, drawn in the browser; its source where there are no scripts."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """Return the diagram's source, as the script looks for it."""
        source = html.escape("\n".join(self.content))
        return [nodes.raw("", f'<pre class="mermaid">{source}</pre>', format="html")]


def _toctree(entries: list[tuple[str, str]], *options: str) -> str:
    lines = [f"{title} </{document}>" for title, document in entries]
    return "\n".join(["", "```{toctree}", ":hidden:", *options, "", *lines, "```", ""])


def _entries(text: str, document: str) -> list[tuple[str, str]]:
    """Return titles and documents of the links that a list in a page begins with."""
    folder = (ROOT / document).parent
    return [
        (title, (folder / link).resolve().relative_to(ROOT).as_posix())
        for title, link in _ENTRY.findall(text)
    ]


def _navigation() -> str:
    """Return the toctrees that the sections of the index come to."""
    _, *parts = _SECTION.split((ROOT / f"{INDEX}.md").read_text(encoding="utf-8"))
    trees = [
        _toctree(_entries(text, INDEX), f":caption: {caption}")
        for caption, text in zip(parts[::2], parts[1::2], strict=True)
    ]
    project_pages = [
        ("All pages", INDEX),
        ("Shipped scenarios", "scenarios/README"),
        ("Changelog", "docs/changelog"),
        ("Contributing", "CONTRIBUTING"),
    ]
    return "".join([*trees, _toctree(project_pages, ":caption: Project")])


def _library() -> str:
    """Return the directives that describe the library's front doors."""
    lines = []
    for package in (simulation, analysis):
        lines += [f".. rubric:: {package.__name__}", ""]
        for name in package.__all__:
            value = getattr(package, name)
            kind = "class" if isinstance(value, type) else "function"
            if not callable(value):
                kind = "data"
            lines += [f".. auto{kind}:: {package.__name__}.{name}"]
            lines += ["   :members:"] * (kind == "class")
            lines += ["   :inherited-members:"] * (value is simulation.Run)
            lines += ["   :no-value:"] * (kind == "data")
            lines += [""]
    return "\n".join(["", "```{eval-rst}", *lines, "```", ""])


def _add_to_page(app: Sphinx, document: str, source: list[str]) -> None:
    """Add to a page what only the site shows; it is read anew when that changes."""
    made_from: tuple[str, ...] = ()
    if document == root_doc:
        source[0] += _navigation()
        made_from = (__file__, str(ROOT / f"{INDEX}.md"))
    elif document == DECISIONS:
        source[0] += _toctree(_entries(source[0], DECISIONS))
        made_from = (__file__,)
    elif document == LIBRARY:
        source[0] += _library()
        made_from = (__file__, simulation.__file__)
    for each in made_from:
        app.env.note_dependency(each, docname=document)


def _draw_diagrams(
    app: Sphinx, _page: str, _template: str, context: dict[str, object], _tree: object
) -> None:
    """Load the scripts that draw on pages that have something to draw."""
    if '<pre class="mermaid">' in str(context.get("body", "")):
        app.add_js_file(MERMAID)
        app.add_js_file("diagrams.js", loading_method="defer")


def _open_with_readme(app: Sphinx, error: Exception | None) -> None:
    """Let the home page be found by the name that browsers and servers look for."""
    if error is None:
        shutil.copyfile(app.outdir / f"{root_doc}.html", app.outdir / "index.html")


def setup(app: Sphinx) -> None:
    """Register the above."""
    app.add_directive("mermaid", Mermaid)
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", _add_to_page)
    app.connect("html-page-context", _draw_diagrams)
    app.connect("build-finished", _open_with_readme)
