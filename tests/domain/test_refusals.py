"""Every refusal has a sentence, every sentence a rule that raises it, and every one of them a test."""

import re
from pathlib import Path

from stories import application, domain
from stories.domain.refusals import REFUSALS
from stories.domain.vocabulary import Status

# What rests on things outside the log (texts that were taken down) is refused where these are known.
RULES = [Path(domain.__file__).parent, Path(application.__file__).parent]
TESTS = [Path(__file__).parent, Path(__file__).parents[1] / "application"]


def raised() -> set[str]:
    text = "\n".join(path.read_text() for room in RULES for path in room.glob("*.py") if path.name != "refusals.py")
    direct = set(re.findall(r'(?:Refused|Forbidden)\(\s*"([a-z-]+)"', text))
    passed_on = set(re.findall(r'said\([^"]*?"([a-z-]+)"\)', text))
    by_status = {f"not-from-{status}" for status in Status} if 'Refused(f"not-from-' in text else set()
    return direct | passed_on | by_status


def exercised() -> set[str]:
    text = "\n".join(path.read_text() for room in TESTS for path in room.glob("test_*.py"))
    return {code for code in REFUSALS if f'"{code}"' in text}


def test_every_code_raised_has_a_sentence() -> None:
    assert raised() <= set(REFUSALS)


def test_every_sentence_belongs_to_a_rule() -> None:
    assert set(REFUSALS) <= raised()


def test_every_refusal_is_exercised() -> None:
    assert exercised() == set(REFUSALS)


def test_a_sentence_is_for_people() -> None:
    assert [code for code in REFUSALS if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []
    assert [said for said in REFUSALS.values() if not (said[0].isupper() and said.endswith("."))] == []
