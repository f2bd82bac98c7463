"""A dozen orders as an operation exports them, to be spoilt one way at a time."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

from simulation.region.files import embedded_region

REGION = embedded_region()
COUNT = 12


def rows_of(**columns):
    """Return orders as dictionaries; columns are replaced, or made by row number."""
    places = REGION.places
    rows = []
    for at in range(COUNT):
        start, end = REGION.producers[at * 7], REGION.consumers[at * 11]
        row = {
            "order_id": f"A-{at:02d}",
            "created_at": f"2026-11-20T18:{at:02d}:30",
            "pickup_lat": f"{places.lat[start]:.6f}",
            "pickup_lon": f"{places.lon[start]:.6f}",
            "dropoff_lat": f"{places.lat[end]:.6f}",
            "dropoff_lon": f"{places.lon[end]:.6f}",
        }
        for name, value in columns.items():
            row[name] = value(at) if callable(value) else value
            if row[name] is None:
                del row[name]
        rows.append(row)
    return rows


def text_of(rows, delimiter=",", names=None):
    """Return rows as CSV."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(
        buffer,
        names or list(rows[0]),
        delimiter=delimiter,
        lineterminator="\n",
        restval="",
    )
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def in_row(at, value, otherwise):
    """Return a column with another value in one row (from 0)."""
    return lambda row: value if row == at else otherwise(row)


def placed(text):
    """Return orders placed as a text with `at` and `min` says."""
    return rows_of(created_at=lambda at: text.format(at=at, min=f"{at:02d}"))


def stamp(at):
    """Return when an order was placed."""
    return f"2026-11-20T18:{at:02d}:30"


def lat(at):
    """Return the latitude of a pickup."""
    return rows_of()[at]["pickup_lat"]


def lon(at):
    """Return the longitude of a pickup."""
    return rows_of()[at]["pickup_lon"]


def minutes(first, step):
    """Return local times from a minute of 25 October 2026 on."""

    def moment(at):
        minute = first + step * at
        return f"2026-10-25 {minute // 60:02d}:{minute % 60:02d}:00"

    return moment


def decimal_commas(rows):
    """Return rows whose degrees have decimal commas."""
    return [
        {
            name: cell.replace(".", ",") if name.endswith(("lat", "lon")) else cell
            for name, cell in row.items()
        }
        for row in rows
    ]


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook_of(rows, above=(), sheet="Orders"):
    """Return rows as a workbook: texts inline, numbers as such; style 1 is a time."""
    lines = [*above, list(rows[0]), *(list(row.values()) for row in rows)]
    cells = "".join(f"<row>{''.join(map(_cell, line))}</row>" for line in lines)
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{main}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet'
        '+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
        f'Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/_rels/workbook.xml.rels": "<Relationships "
        f'xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_REL}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}'
        "</sheetData></worksheet>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        for name, text in files.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return buffer.getvalue()


def _cell(value):
    if isinstance(value, tuple):  # days since 1899-12-30, as a time
        return f'<c s="1"><v>{value[0]!r}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value!r}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def zipped(**files):
    """Return a zip of files by name; `_` in a name is its dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in files.items():
            packed.writestr(name.replace("_", ".", 1), content)
    return buffer.getvalue()


def written(folder, content, name="orders.csv"):
    """Return the path of a new file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def imported(call, folder, case):
    """Import a case: what is told of it is said, and no order is lost unseen."""
    content, more, says, orders = case
    out = folder / "out"
    said = call("import", written(folder, content), "--out", out, *more)
    assert said.code == 0, said.err
    assert " ".join(says.split()) in " ".join(said.out.split())
    assert f"{orders} orders of" in said.out
    assert (out / "dropped.csv").exists() == ("; dropped" in said.out)
