"""What there is to see on a page: a picture, and what a machine can say of it."""

import base64
import os
from pathlib import Path

READABLE = 4.5  # contrast of text: WCAG 2, level AA
UNDRAWN = ".plot:not([data-state='drawn']):visible"

OVERFLOW = """() => {
  const wide = document.documentElement;
  return wide.scrollWidth - wide.clientWidth;
}"""

# Boxes of the lines of text themselves, as an element's box holds its margins too.
TEXT_BOXES = """(root) => {
  const boxes = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (!text || !walker.currentNode.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      boxes.push({ text, left: box.left, top: box.top, right: box.right,
                   bottom: box.bottom });
    }
  }
  return boxes;
}"""

# Contrast of every visible text of the page with the colour behind it (WCAG 2).
CONTRASTS = """() => {
  const rgba = (colour) => {
    const parts = colour.match(/[0-9.]+/g).map(Number);
    return parts.length === 3 ? [...parts, 1] : parts;
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => {
      const s = v / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = rgba(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0) return colour;
    }
    return [255, 255, 255, 1];
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*:not(script)")) {
    const own = Array.from(element.childNodes).some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!own || element.closest("svg") || !element.checkVisibility()) continue;
    const a = luminance(rgba(getComputedStyle(element).color));
    const b = luminance(behind(element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    found.push([element.textContent.trim().slice(0, 40), ratio]);
  }
  return found;
}"""


LIGHT_SHARE = """async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data: rgba } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let light = 0;
  for (let at = 0; at < rgba.length; at += 4) light += rgba[at + 1] > 200;
  return light / (rgba.length / 4);
}"""


def light_share(page, picture):
    """Return which share of a picture (PNG) is light, as paper is."""
    return page.evaluate(LIGHT_SHARE, base64.b64encode(picture).decode())


def look(page, width):
    """Return a picture (PNG) of the whole page at a width, all its figures drawn.

    With ``DELIVERAI_LOOK`` set to a folder, the picture is kept there, for a person.
    """
    page.set_viewport_size({"width": width, "height": round(width * 0.6)})
    page.locator(UNDRAWN).first.wait_for(state="detached")
    picture = page.screenshot(full_page=True)
    if folder := os.environ.get("DELIVERAI_LOOK"):
        title = "".join(each if each.isalnum() else "_" for each in page.title())
        Path(folder, f"{title}_{width}.png").write_bytes(picture)
    return picture


def seen(page, file, figures):
    """Open a page and look at it in two widths; complain of what is wrong.

    Parameters
    ----------
    page
        The browser's.
    file
        Of the page.
    figures
        How many are to be drawn.
    """
    page.goto(file.as_uri())
    for width in (1280, 1920):
        look(page, width)
        assert overflow_px(page) == 0
    assert page.locator(".plot[data-state='drawn']").count() == figures
    assert page.locator(UNDRAWN).count() == 0
    assert [pair for pair in contrasts(page) if pair[1] < READABLE] == []


def overflow_px(page):
    """Return how far the page is wider than its window [px]."""
    return page.evaluate(OVERFLOW)


def overlaps(page, *selectors):
    """Return the pairs of texts, within the selected elements, that lie on another."""
    boxes = [
        box
        for selector in selectors
        for element in page.locator(selector).element_handles()
        for box in element.evaluate(TEXT_BOXES)
    ]
    return [
        (one["text"], other["text"])
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if one["text"] != other["text"] and _overlap(one, other)
    ]


def contrasts(page):
    """Return each visible text outside of figures with its contrast."""
    return page.evaluate(CONTRASTS)


def _overlap(one, other, slack_px=2.0):
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > slack_px and down > slack_px
