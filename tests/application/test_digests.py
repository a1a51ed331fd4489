"""Digests: to whom, when, once; and what stands in them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import override_settings

from stories.application.digests import ATTEMPTS, send_digests, shift_at
from stories.application.handle import Order, handle_story
from stories.application.ids import new_id
from stories.application.intake import create_story
from stories.application.people import by_user, person_id, person_of
from stories.application.roles import grant_role
from stories.domain.actors import MACHINE
from stories.domain.commands_claim import AcceptClaim, AssignClaim, CreateClaim
from stories.domain.commands_story import OpenQuestion
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId, QuestionId
from stories.domain.vocabulary import EvidenceKind, QuestionKind, Role, Terms
from stories.models import Digest, WatchedStory, reading
from stories.projections.stories import refresh

pytestmark = pytest.mark.django_db
SHIFT = datetime(2026, 3, 2, 14, tzinfo=UTC)


@pytest.fixture
def person() -> Callable[..., User]:
    def person(name: str, *roles: Role, email: str = "") -> User:
        user = User.objects.create(username=name, is_staff=True, email=email)
        person_of(user)
        for role in roles:
            grant_role(user, role, Order(MACHINE, SHIFT - timedelta(days=1)))
        return user

    return person


@pytest.fixture
def ana(person: Callable[..., User]) -> User:
    """An editor with a claim that is hers and overdue."""
    ana = person("ana", Role.EDITOR, email="ana@newsroom.example")
    order = Order(by_user(ana), SHIFT - timedelta(hours=3))
    story = create_story("Flood in Ilva", "flood", order, public=True).stream
    claim = ClaimId(new_id("clm"))
    evidence = NewEvidence(EvidenceKind.OBSERVATION, "Seen.", Terms.ON_RECORD, SHIFT - timedelta(hours=4))
    due = SHIFT - timedelta(hours=1)
    commands: list[Any] = [
        CreateClaim(claim, "Nine boats sank in Port Ilva.", (evidence,)),
        CreateClaim(ClaimId(new_id("clm")), "The pier has a lamp.", (evidence,)),
        AssignClaim(claim, person_id(person_of(ana)), due),
    ]
    handle_story(story, lambda _state: commands, order)
    refresh(story)
    return ana


@pytest.mark.parametrize(
    ("at", "begun"),
    [
        (datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 6, tzinfo=UTC)),
        (datetime(2026, 3, 2, 5, 59, tzinfo=UTC), datetime(2026, 3, 1, 22, tzinfo=UTC)),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), datetime(2026, 3, 2, 22, tzinfo=UTC)),
        (datetime(2026, 3, 2, 0, 10, tzinfo=UTC), datetime(2026, 3, 1, 22, tzinfo=UTC)),
    ],
)
def test_shifts_begin_at_their_hours(at: datetime, begun: datetime) -> None:
    assert shift_at(at) == begun


def test_each_shift_is_told_once(ana: User) -> None:
    assert send_digests(SHIFT + timedelta(minutes=1)) == 1
    assert send_digests(SHIFT + timedelta(minutes=2)) == 0
    (letter,) = mail.outbox
    assert letter.to == ["ana@newsroom.example"]
    assert "Nine boats sank in Port Ilva. [Flood in Ilva]" in letter.body
    assert "/admin/stories/claim/clm_" in letter.body
    assert send_digests(SHIFT + timedelta(hours=8, minutes=1)) == 1


def test_others_hear_what_is_overdue_and_readers_less(ana: User, person: Callable[..., User]) -> None:
    person("ben", Role.EDITOR, email="ben@newsroom.example")
    person("rita", Role.REPORTER, email="rita@newsroom.example")
    person("gus", email="gus@newsroom.example")
    person("mute", Role.EDITOR)
    send_digests(SHIFT)
    told = {letter.to[0].split("@")[0]: letter.body for letter in mail.outbox}
    assert set(told) == {"ana", "ben"}
    assert "Assigned to somebody and overdue\n--------------------------------\nNine boats" in told["ben"]
    assert "lamp" not in told["ben"]


def test_who_watches_a_story_hears_what_others_did_in_it(ana: User, person: Callable[..., User]) -> None:
    rita = person("rita", Role.REPORTER, email="rita@newsroom.example")
    story = WatchedStory.objects.create(user=rita, story=reading.Story.objects.get().pk, since=SHIFT).story
    claim = ClaimId(reading.Claim.objects.get(statement__contains="Nine").pk)
    handle_story(story, lambda _state: [AcceptClaim(claim)], Order(by_user(ana), SHIFT - timedelta(hours=2)))
    note = OpenQuestion(QuestionId(new_id("que")), QuestionKind.QUESTION, "Who saw it?")
    handle_story(story, lambda _state: [note], Order(by_user(rita), SHIFT - timedelta(hours=2)))
    refresh(story)
    send_digests(SHIFT)
    told = {letter.to[0].split("@")[0]: letter.body for letter in mail.outbox}
    assert "In the stories that you watch" in told["rita"]
    assert "Flood in Ilva: 3 changes" in told["rita"]
    assert f"/admin/stories/story/{story}/" in told["rita"]
    assert "Who saw it?" not in told["rita"]
    assert "you watch" not in told["ana"]


def test_a_shift_long_begun_is_told_no_more(ana: User) -> None:
    assert send_digests(SHIFT + timedelta(hours=3)) == 0
    assert not Digest.objects.exists()


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9)
def test_a_server_that_takes_no_mail_is_tried_again_and_not_for_ever(ana: User) -> None:
    for minute in range(ATTEMPTS + 3):
        assert send_digests(SHIFT + timedelta(minutes=minute)) == 0
    row = Digest.objects.get()
    assert (row.attempts, row.sent_at) == (ATTEMPTS, None)
    assert "ConnectionRefusedError" in row.problem


def test_one_whose_mail_cannot_be_made_keeps_nobody_from_theirs(ana: User, person: Callable[..., User]) -> None:
    person("ben", Role.EDITOR, email="ben@newsroom.example")
    ana.email = "ana@newsroom.example\nBcc: all@newsroom.example"  # no address, whatever let it in
    ana.save()
    assert send_digests(SHIFT) == 1
    assert [letter.to for letter in mail.outbox] == [["ben@newsroom.example"]]
    hers = Digest.objects.get(person=person_of(ana))
    assert (hers.attempts, hers.sent_at) == (1, None)
    assert hers.problem
