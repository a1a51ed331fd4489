"""What a line leaves open beside its toll, and what counts as an answer."""

import pytest

from stories.comparison.unsaid import Slot, Unsaid, says, unsaid


@pytest.mark.parametrize(
    ("statement", "gap"),
    [
        ("The plan for the new quay was approved", Unsaid(Slot.DECIDER, "approv")),
        ("All sailings to Port Ilva have been cancelled", Unsaid(Slot.DECIDER, "cancel")),
        ("The plan was approved by the council", None),
        ("The plan was not approved", None),
        ("A man in his forties was arrested on the quay", Unsaid(Slot.NAME, "arrest")),
        ("Two crew members were hurt", None),
        ("A driver, Pavel Osk, was arrested", None),
        ("No man has been arrested", None),
        ("The crane collapsed", Unsaid(Slot.PLACE)),
        ("The crane collapsed at Port Ilva", None),
    ],
)
def test_what_is_not_said_of_something_that_happened(statement: str, gap: Unsaid | None) -> None:
    assert unsaid(statement, planned=False) == gap


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("The quay will reopen", True),
        ("The quay will reopen on Thursday", False),
        ("The quay will reopen once the crane is gone", False),
        ("The harbour will not reopen", False),
        ("The company will pay for every repair", False),
    ],
)
def test_when_something_begins_that_is_planned(statement: str, missing: bool) -> None:
    assert (unsaid(statement, planned=True) == Unsaid(Slot.TIME, "reopen")) is missing


@pytest.mark.parametrize(
    ("text", "gap", "answers"),
    [
        ("The council approved the plan", Unsaid(Slot.DECIDER, "approv"), True),
        ("It was approved by the harbour board", Unsaid(Slot.DECIDER, "approv"), True),
        ("The plan was approved", Unsaid(Slot.DECIDER, "approv"), False),
        ("Police arrested Pavel Osk", Unsaid(Slot.NAME, "arrest"), True),
        ("Pavel Osk spoke", Unsaid(Slot.NAME, "arrest"), False),
        ("The quay reopens on Friday", Unsaid(Slot.TIME, "reopen"), True),
        ("The crane fell in Ilva", Unsaid(Slot.PLACE), True),
    ],
)
def test_what_counts_as_an_answer(text: str, gap: Unsaid, answers: bool) -> None:
    assert says(text, gap) is answers
