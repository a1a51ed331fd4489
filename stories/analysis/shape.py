"""An analysis as plain data, in the shape that the text command and the API's consumers know."""

from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from typing import Any

from stories.analysis.record import Analysis, Candidate
from stories.domain.values import Attribution, DateMention, Quantity, Voice

_STOPS = (".", "!", "?", "…", "”", '"')


def as_data(analysis: Analysis) -> dict[str, Any]:
    """Numbers are JSON numbers; a bound that is missing is null; days are ISO text.

    What one reporting clause reports within one paragraph is one line here, with all its spans; the Analysis itself
    keeps each sentence apart, so that a sentence printed elsewhere finds its twin.
    """
    return {
        "extractor": analysis.extractor,
        "language": analysis.language,
        "passages": [{"start": p.start, "end": p.end, "kind": p.kind.value} for p in analysis.passages],
        "claims": [_claim(c) for c in _utterances(analysis)],
        "quantities": [_quantity(q) for q in analysis.quantities],
        "dates": [_date(d) for d in analysis.dates],
    }


def _utterances(analysis: Analysis) -> list[Candidate]:
    """The claims in order, those with the same cue in the same passage joined."""
    starts = [p.start for p in analysis.passages]
    joined: dict[object, Candidate] = {}
    for number, claim in enumerate(analysis.claims):
        key: object = number
        if claim.attribution and claim.attribution[-1].cue and claim.voice is not Voice.EMBEDDED_POST:
            links = tuple((a.source, a.cue) for a in claim.attribution)
            key = (bisect_right(starts, claim.spans[0][0]), links)
        before = joined.get(key)
        if before is None:
            joined[key] = claim
        elif before.spans[-1][1] <= claim.spans[0][0]:
            joined[key] = _joined(before, claim)
        else:
            joined[number] = claim
    return list(joined.values())


def _joined(first: Candidate, second: Candidate) -> Candidate:
    return replace(
        first,
        spans=(*first.spans, *second.spans),
        text=first.text + second.text,
        statement=f"{first.statement}{'' if first.statement.endswith(_STOPS) else '.'} {second.statement}",
        voice=first.voice if first.voice is second.voice else Voice.MIXED,
        quantities=tuple(sorted({*first.quantities, *second.quantities})),
        dates=tuple(sorted({*first.dates, *second.dates})),
        places=tuple(dict.fromkeys((*first.places, *second.places))),
        hedges=tuple(dict.fromkeys((*first.hedges, *second.hedges))),
        check_worthiness=max(first.check_worthiness, second.check_worthiness),
        volatile=first.volatile or second.volatile,
    )


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
