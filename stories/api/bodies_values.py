"""The slots of a claim as a person sets them: the contract's figures, dates and places, and nothing beside them."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from stories.api.fields import Label, Version
from stories.api.parsing import bad_field
from stories.domain.values import (
    Anchor,
    Comparator,
    DateMention,
    Granularity,
    Modality,
    Place,
    Polarity,
    Quantity,
    TimexType,
    Trend,
    Values,
)

Number = Annotated[Decimal, Meta(extra_json_schema={"pattern": r"^-?[0-9]{1,20}(\.[0-9]{1,20})?$"})]


class QuantityBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    start: Version
    end: Version
    low: Number | None = None
    high: Number | None = None
    comparator: Comparator = Comparator.EQUAL
    trend: Trend | None = None
    unit: Label | None = None
    noun: Label | None = None


class DateBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}):
    start: Version
    end: Version
    type: TimexType
    value: Label
    from_: date | None = None
    to: date | None = None
    granularity: Granularity | None = None
    anchor: Anchor | None = None


class PlaceBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: Label
    country: Label | None = None


class ValuesBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    polarity: Polarity | None = None
    modality: Modality | None = None
    quantities: Annotated[tuple[QuantityBody, ...], Meta(max_length=100)] = ()
    dates: Annotated[tuple[DateBody, ...], Meta(max_length=100)] = ()
    places: Annotated[tuple[PlaceBody, ...], Meta(max_length=100)] = ()


def values_of(given: ValuesBody | None) -> Values | None:
    """Raises Problem 400 for a number that cannot be written out."""
    if given is None:
        return None
    for n, quantity in enumerate(given.quantities):
        for name, number in (("low", quantity.low), ("high", quantity.high)):
            if number is not None and not _is_writable(number):
                raise bad_field(f"/values/quantities/{n}/{name}", "out-of-range", "A number has at most 40 digits")
    return Values(
        given.polarity,
        given.modality,
        tuple(
            Quantity(one.start, one.end, one.low, one.high, one.comparator, one.trend, one.unit, one.noun)
            for one in given.quantities
        ),
        tuple(
            DateMention(one.start, one.end, one.type, one.value, one.from_, one.to, one.granularity, one.anchor)
            for one in given.dates
        ),
        tuple(Place(one.name, one.country) for one in given.places),
    )


def _is_writable(number: Decimal) -> bool:
    """Finite, and short when written out: no exponent makes a sentence of zeros of it."""
    return number.is_finite() and int(number.as_tuple().exponent) >= -20 and number.adjusted() < 20
