"""Whose data a region is made of."""

from simulation.region.region import Region

_ASKS_FOR_CREDIT = "ODbL"  # a licence that asks for a notice on what is shown


def credit_of(region: Region) -> str:
    """Return who is to be credited for the data, once each, by licence."""
    credited: dict[str, None] = {}
    for source in region.manifest.get("sources", []):
        origin = str(source.get("origin", "")).split(",")[0].strip()
        licence = str(source.get("licence", ""))
        if not origin or origin == "synthetic":
            continue
        sign = "© " if _ASKS_FOR_CREDIT in licence and "©" not in origin else ""
        credited[f"{sign}{origin} ({licence})"] = None
    return f"Data: {'; '.join(credited)}" if credited else ""
