"""What does not fit inside one article: a figure and its own conversion in brackets. A note, never a contradiction."""

from decimal import Decimal
from itertools import pairwise

from stories.comparison.reading import Reading
from stories.domain.values import Quantity, Slip

_IN_BASE = {
    "km": ("length", Decimal(1000)), "m": ("length", Decimal(1)), "mile": ("length", Decimal("1609.344")),
    "foot": ("length", Decimal("0.3048")), "yard": ("length", Decimal("0.9144")), "cm": ("length", Decimal("0.01")),
    "inch": ("length", Decimal("0.0254")), "nautical mile": ("length", Decimal(1852)),
    "kg": ("mass", Decimal(1)), "pound": ("mass", Decimal("0.45359237")), "tonne": ("mass", Decimal(1000)),
    "ton": ("mass", Decimal("907.18474")), "ounce": ("mass", Decimal("0.028349523")),
    "hectare": ("area", Decimal(10000)), "acre": ("area", Decimal("4046.8564")),
    "km2": ("area", Decimal(1000000)), "sq km": ("area", Decimal(1000000)), "sq mile": ("area", Decimal("2589988.11")),
}  # fmt: skip
TOLERANCE = Decimal("0.03")  # rounding to the nearest handy figure


def find_slips(reading: Reading) -> list[Slip]:
    """Figures followed at once, in brackets, by one that should be their conversion and is not."""
    found = []
    figures = sorted(reading.analysis.quantities, key=lambda quantity: quantity.start)
    for one, other in pairwise(figures):
        between = reading.text[one.end : other.start].strip()
        if between not in ("(", "[", "/", ", or", "or") or one.low is None or other.low is None:
            continue
        mine, theirs = _in_base(one), _in_base(other)
        if mine is None or theirs is None or mine[0] != theirs[0] or one.unit == other.unit:
            continue
        if abs(mine[1] - theirs[1]) > TOLERANCE * max(abs(mine[1]), abs(theirs[1])):
            printed = (reading.text[one.start : one.end], reading.text[other.start : other.end])
            found.append(Slip(((one.start, one.end), (other.start, other.end)), f"{printed[0]} is not {printed[1]}"))
    return found


def _in_base(quantity: Quantity) -> tuple[str, Decimal] | None:
    known = _IN_BASE.get((quantity.unit or "").lower())
    return (known[0], quantity.low * known[1]) if known and quantity.low is not None else None
