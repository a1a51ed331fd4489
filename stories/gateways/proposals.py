"""What a language model is asked about an article, and its answer as proposals. Believing them is the gate's business.

Instructions and schema are data files beside this module; their common hash tells under which of them an answer came.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec

from stories.analysis.grounding import Proposal, numbered
from stories.domain.assistance import Assisted
from stories.domain.values import Modality, Polarity
from stories.gateways.completions import Endpoint, Question, Unanswered, complete, read_json


class _Claim(msgspec.Struct, forbid_unknown_fields=True):
    paragraph: int
    words: str
    speaker: str | None
    cue: str | None
    polarity: Polarity
    modality: Modality


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    claims: list[_Claim]


@dataclass(frozen=True, slots=True)
class Proposed:
    """answer: SHA-256 of what the model said, as it came."""

    proposals: tuple[Proposal, ...]
    answer: str


def propose(endpoint: Endpoint, text: str, *, seconds: float, may_ask: Callable[[], bool]) -> Proposed:
    """What the model takes for claims in this text. Raises Unanswered."""
    content = complete(endpoint, question(text), seconds=seconds, may_ask=may_ask)
    return Proposed(read_answer(content), sha256(content.encode("utf-8", "surrogatepass")).hexdigest())


def question(text: str) -> Question:
    instructions, schema = _instructions()
    shown = "\n\n".join(f"[{n}] {text[start:end]}" for n, (start, end) in enumerate(numbered(text), 1))
    return Question((("system", instructions), ("user", f"<article>\n{shown}\n</article>")), json.loads(schema))


def prompt_hash() -> str:
    """SHA-256 of instructions and schema, with a zero byte between them."""
    return sha256("\0".join(_instructions()).encode()).hexdigest()


def read_answer(content: str) -> tuple[Proposal, ...]:
    """The proposals of an answer that keeps to the schema. Raises Unanswered for any other."""
    plain = content.strip()
    if plain.startswith("```") and plain.endswith("```"):  # some servers know no schema and answer in a fence
        plain = plain[3:-3].removeprefix("json")
    try:
        answer = msgspec.convert(read_json(plain), _Answer)
    except msgspec.ValidationError as exc:
        raise Unanswered(Assisted.SCHEMA, str(exc)[:200]) from exc
    return tuple(Proposal(c.paragraph, c.words, c.speaker, c.cue, c.polarity, c.modality) for c in answer.claims)


@cache
def _instructions() -> tuple[str, str]:
    here = files(__package__)
    names = ("proposals_prompt.txt", "proposals_schema.json")
    prompt, schema = (here.joinpath(name).read_text(encoding="utf-8") for name in names)
    return prompt, schema
