"""What a claim leaves open: a toll that it gives in words like "several", and which claims give it as a number."""

import re

from stories.comparison.tolls import is_people, toll_named

BESIDE = 15  # characters within which a number still belongs to the people
NEAR = 4  # words within which a number still belongs to the toll

_UNCOUNTED = re.compile(
    r"\b(?:several|many|some|multiple|numerous|an? (?:\w+ )?number of|people)\b(?P<rest>[^.;:\n“”\"]{0,90})", re.I
)
_COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds?|thousands?)\b",
    re.I,
)

_STATED = re.compile(
    r"(?P<toll>[^,]{0,40}) (?:is|are|was|were|stands at|stood at|rose to|rises to|reached|climbed to)"
    r"(?: (?:now|at least|about|more than|over|some))*\s$",
    re.I,
)


def uncounted(statement: str) -> str:
    """The toll ("die", "miss", ...) of which the statement says that there is one and not how many; "" for none."""
    for match in _UNCOUNTED.finditer(statement):
        said = match[0]
        about = statement[max(0, match.start() - BESIDE) : match.start()] + match["rest"][:BESIDE]
        people = any(is_people(word) for word in re.findall(r"\w+", said)) or "missing" in said.lower()
        if people and not _COUNTED.search(about):
            return toll_named(match["rest"])
    return ""


def counts(text: str, gap: str) -> bool:
    """Whether the text gives the toll as a number: "seven were hurt", "the injured are now at least 7"."""
    for match in _COUNTED.finditer(text):
        after = " ".join(re.split(r"[.;:\n]", text[match.end() :])[0].split()[:NEAR])
        before = _STATED.search(re.split(r"[.;:\n]", text[: match.start()])[-1])
        if gap in (toll_named(after), toll_named(before["toll"]) if before else ""):
            return True
    return False
