"""An analysis as plain data, in the shape that the text command and the API's consumers know."""

from decimal import Decimal
from typing import Any

from stories.analysis.record import Analysis, Candidate
from stories.domain.values import Attribution, DateMention, Quantity


def as_data(analysis: Analysis) -> dict[str, Any]:
    """Numbers are JSON numbers; a bound that is missing is null; days are ISO text."""
    return {
        "extractor": analysis.extractor,
        "language": analysis.language,
        "passages": [{"start": p.start, "end": p.end, "kind": p.kind.value} for p in analysis.passages],
        "claims": [_claim(c) for c in analysis.claims],
        "quantities": [_quantity(q) for q in analysis.quantities],
        "dates": [_date(d) for d in analysis.dates],
    }


def _claim(claim: Candidate) -> dict[str, Any]:
    return {
        "spans": [list(span) for span in claim.spans],
        "text": claim.text,
        "statement": claim.statement,
        "voice": claim.voice.value,
        "attribution": [_attribution(a) for a in claim.attribution],
        "polarity": claim.polarity.value,
        "modality": claim.modality.value,
        "quantities": list(claim.quantities),
        "dates": list(claim.dates),
        "places": [{"name": p.name, "country": p.country} for p in claim.places],
        "hedges": list(claim.hedges),
        "check_worthiness": claim.check_worthiness,
        "volatile": claim.volatile,
        "rules": list(claim.rules),
    }


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "speaker": attribution.speaker,
        "source": [list(span) for span in attribution.source],
        "cue": [list(span) for span in attribution.cue],
        "act": attribution.act.value,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "start": quantity.start,
        "end": quantity.end,
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "comparator": quantity.comparator.value,
        "trend": quantity.trend.value if quantity.trend else None,
        "unit": quantity.unit,
        "noun": quantity.noun,
    }


def _date(mention: DateMention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "type": mention.type.value,
        "value": mention.value,
        "from": mention.from_.isoformat() if mention.from_ else None,
        "to": mention.to.isoformat() if mention.to else None,
        "granularity": mention.granularity.value if mention.granularity else None,
        "anchor": mention.anchor.value if mention.anchor else None,
    }
