"""The reason for every decision: preferred sets, Q-values, requests and refusals.

Kept with ``record.decisions`` only, beside the event log and not part of its hash.
"""

import pyarrow as pa

from simulation.errors import RunError

DECISION_SCHEMA = pa.schema(
    [
        pa.field("time_s", pa.float64(), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("order", pa.int32(), nullable=False),
        pa.field("place", pa.int32(), nullable=False),
        pa.field("hop", pa.int32(), nullable=False),
        pa.field("q", pa.float64(), nullable=False),
        pa.field("rank", pa.int32()),
        pa.field("struck", pa.bool_()),
        pa.field("partner", pa.int32()),
        pa.field("partner_place", pa.int32()),
        pa.field("accepted", pa.bool_()),
    ]
)
_KINDS = ("preferred", "requested")

MEANINGS = {
    "time_s": "When it was decided [s].",
    "kind": "`preferred`: one hop of a preferred set; `requested`: one request.",
    "order": "The delivery that decides.",
    "place": "The hotspot where it stands.",
    "hop": "The preferred next hop, or the common hop of the request.",
    "q": "Normalised Q-value of the hop (Eq. 9), or the request's Q-sum.",
    "rank": "Place of the hop in the preferred set, 1 for the best.",
    "struck": "Whether the hop is not to be taken (`requests.revisit`).",
    "partner": "The other side of a request; a group's lowest order. Beyond capacity "
    "2 the `sharing_accepted` row of who joins a group names its lowest order instead.",
    "partner_place": "The hotspot where that one stands, or is bound for.",
    "accepted": "Whether the two share after this instant.",
}


class DecisionLog:
    """Records decisions in order of time."""

    def __init__(self) -> None:
        self._columns: dict[str, list[object]] = {f.name: [] for f in DECISION_SCHEMA}

    def preferred(  # noqa: PLR0913 - the fields of the row
        self,
        time_s: float,
        order: int,
        place: int,
        *,
        rank: int,
        hop: int,
        q: float,
        struck: bool,
    ) -> None:
        """Record one hop of a preferred set."""
        self._row(time_s, 0, order, place, hop, q, rank=rank, struck=struck)

    def requested(  # noqa: PLR0913 - the fields of the row
        self,
        time_s: float,
        order: int,
        place: int,
        *,
        hop: int,
        q_sum: float,
        partner: int,
        partner_place: int,
        accepted: bool,
    ) -> None:
        """Record one request and what became of it."""
        self._row(
            time_s,
            1,
            order,
            place,
            hop,
            q_sum,
            partner=partner,
            partner_place=partner_place,
            accepted=accepted,
        )

    def _row(self, *values: float, **more: object) -> None:
        row = dict(zip(DECISION_SCHEMA.names, values, strict=False))
        for name, column in self._columns.items():
            column.append(row[name] if name in row else more.get(name))

    def table(self) -> pa.Table:
        """Return the table of ``decisions.parquet``."""
        arrays: list[pa.Array] = []
        for field in DECISION_SCHEMA:
            values = self._columns[field.name]
            if field.name == "kind":
                codes = pa.array(values, pa.int8())
                arrays.append(pa.DictionaryArray.from_arrays(codes, pa.array(_KINDS)))
            else:
                arrays.append(pa.array(values, field.type))
        return pa.Table.from_arrays(arrays, schema=DECISION_SCHEMA)


def decisions_from_arrow(table: pa.Table) -> pa.Table:
    """Return a table read from ``decisions.parquet``, once its columns are checked.

    Raises
    ------
    RunError
        If a column is missing.
    """
    for name in DECISION_SCHEMA.names:
        if name not in table.column_names:
            raise RunError(f"decisions have no column {name!r}.")
    return table
