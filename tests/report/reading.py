"""A document read by a plain parser, independent of what made it."""

import json
from html.parser import HTMLParser

# Elements that have no end tag.
VOID = {"br", "hr", "img", "input", "link", "meta"}
# Attributes whose address a browser fetches by itself, unlike <a href>.
FETCHED = {"src", "srcset", "data", "poster", "background", "action", "formaction"}


class Document(HTMLParser):
    """Elements, visible text and script bodies of a document, and its mistakes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.mistakes = [], [], []
        self.texts, self.scripts = [], []
        self.feed(text)
        self.close()
        self.mistakes += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.mistakes.append(f"<{tag}> has an attribute twice")
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), []))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Note whether the end tag is that of what is open."""
        if not self.open or self.open[-1] != tag:
            self.mistakes.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        """Note text and scripts."""
        if self.open and self.open[-1] == "script":
            self.scripts[-1][1].append(data)
        elif self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self):
        """Everything a reader may see, in one line."""
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def json(self, name):
        """Return the value of the script element with an id."""
        (body,) = [body for attrs, body in self.scripts if attrs.get("id") == name]
        return json.loads("".join(body), parse_constant=_refuse)

    def fetched(self):
        """Return the addresses that a browser would ask for while it opens this."""
        found = [
            value
            for tag, attributes in self.elements
            for name, value in attributes.items()
            if name in FETCHED or (name == "href" and tag != "a")
        ]
        return [value for value in found if value and not value.startswith("data:")]


def _refuse(constant):
    raise AssertionError(f"{constant} is no JSON")
