"""Events as bytes: a golden for each type and schema, and nothing that could not be read back."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from stories.domain.events import EVENT_TYPES, SCHEMA, Erased
from stories.domain.events_claim import ClaimCorrected
from stories.domain.values import ClaimId
from stories.domain.vocabulary import CorrectionKind
from stories.eventlog.codec import Undecodable, decimal_text, decode, encode, time_text

GOLDENS = Path(__file__).parents[2] / "fixtures/events"


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_every_type_has_a_golden_that_reads_and_writes_back(name: str) -> None:
    golden = (GOLDENS / f"{name}.{SCHEMA[name]}.json").read_bytes().rstrip(b"\n")
    event = decode(name, SCHEMA[name], golden)
    assert type(event) is EVENT_TYPES[name]
    assert encode(event) == (name, SCHEMA[name], golden)


def test_no_golden_is_of_a_forgotten_type() -> None:
    named = {path.name.removesuffix(".json").rpartition(".")[0] for path in GOLDENS.glob("*.json")}
    assert named == set(EVENT_TYPES)


def test_what_may_be_missing_may_be_left_out() -> None:
    """A field that may be None is left out of a body, so it must have None as its default to be read back."""
    seen: set[type] = set()

    def walk(kind: Any) -> None:
        for part in get_args(kind):
            walk(part)
        if not (isinstance(kind, type) and is_dataclass(kind)) or kind in seen:
            return
        seen.add(kind)
        hints = get_type_hints(kind)
        for field in fields(kind):
            if NoneType in get_args(hints[field.name]):
                assert field.default is None, f"{kind.__name__}.{field.name} needs None as its default"
            walk(hints[field.name])

    for kind in EVENT_TYPES.values():
        walk(kind)
    assert len(seen) > len(EVENT_TYPES)


def test_keywords_lose_their_underscore() -> None:
    event = ClaimCorrected(
        ClaimId("clm_" + "1" * 32), CorrectionKind.CORRECTION, "pier 7", "pier 4", 'said "is": once', None
    )
    name, schema, body = encode(event)
    assert b'"is":"pier 4"' in body
    assert decode(name, schema, body) == event


def test_a_missing_body_is_erased() -> None:
    assert decode("claim.noted", 1, None) == Erased("claim.noted")


@pytest.mark.parametrize(("name", "schema"), [("claim.noted", 99), ("claim.sung", 1), ("claim.noted", 0)])
def test_what_this_version_does_not_know_is_not_guessed(name: str, schema: int) -> None:
    with pytest.raises(Undecodable):
        decode(name, schema, b'{"claim":"clm_1","text":"x"}')


def test_a_body_of_another_shape_is_refused() -> None:
    with pytest.raises(Undecodable):
        decode("claim.noted", 1, b'{"claim":7}')


@pytest.mark.parametrize(
    ("number", "text"),
    [("1.50", "1.5"), ("1E+3", "1000"), ("-0", "0"), ("0.00", "0"), ("12", "12"), ("1E-7", "0.0000001")],
)
def test_decimals_have_one_form(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


def test_times_have_one_form() -> None:
    assert time_text(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"
