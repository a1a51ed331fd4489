"""A story's state as text, for people at a terminal."""

from collections.abc import Iterator
from typing import Any

from stories.projections.export_words import is_open, line

Json = dict[str, Any]
MARKS = {
    "verified": "✔",
    "refuted": "✘",
    "reported": "•",
    "inconclusive": "?",
    "disputed": "⚠",
    "corrected": "✎",
    "superseded": "→",
}
BLOCKS = (
    ("What we know", "known"),
    ("What is reported", "reported"),
    ("What is disputed", "disputed"),
    ("Corrections", "corrections"),
)


def lines(state: Json) -> Iterator[str]:
    """The state block by block, empty blocks left out."""
    yield f"{state['title']}  ·  version {state['version']}  ·  {state['status']}"
    for heading, key in BLOCKS:
        if state[key]:
            yield ""
            yield heading
            for claim in state[key]:
                yield from _claim(claim)
    if questions := [one["text"] for one in state["questions"] if is_open(one)]:
        yield ""
        yield "What we do not know yet"
        yield from (f"  ? {text}" for text in questions)
    if state["contradictions"]:
        yield ""
        yield "Contradictions"
        for one in state["contradictions"]:
            yield f"  {one['certainty']} · {one['status']} · {one['slot']}"
            yield from _sides(one)
    counted = state["counts"]
    yield ""
    named = (("claim detected", "claims detected", "detected"), ("article", "articles", "articles"),
             ("open contradiction", "open contradictions", "open_contradictions"))  # fmt: skip
    yield "; ".join(_counted(counted.get(key, 0), one, many) for one, many, key in named)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _claim(claim: Json) -> Iterator[str]:
    sourcing = claim["sourcing"]
    mark = MARKS.get(claim["status"], "·")
    if claim["publication"] == "canceled":
        mark = "✝"
    yield f"  {mark} {line(claim) or claim['notice'] or 'withdrawn'}"
    yield f"      {claim['status']}, {sourcing['explanation']}"
    for notice in claim["corrections"]:
        yield f"      {notice['kind']}: {notice['text']}"
    for older in claim.get("superseded", []):
        yield f"      before: {line(older)}"


def _sides(contradiction: Json) -> Iterator[str]:
    """One line a value, whatever the number of claims that carry it."""
    values: dict[str, list[str]] = {}
    for side in contradiction["sides"]:
        if side["standing"]:
            values.setdefault(side["normalised"], []).append(side["value"])
    for normalised, printed in values.items():
        wordings = ", ".join(dict.fromkeys(printed))
        yield f"      {normalised}: “{wordings}” ({_counted(len(printed), 'claim', 'claims')})"
