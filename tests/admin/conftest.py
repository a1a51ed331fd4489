"""A small newsroom at its desk: people in every role, a story, an article, claims; and browsers that are signed in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.people import by_user
from stories.application.reactions import analyse_new
from stories.application.roles import grant_role
from stories.domain.actors import MACHINE
from stories.domain.commands_claim import CreateClaim
from stories.domain.records import NewEvidence
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import EvidenceKind, Role, Terms
from stories.eventlog.folding import DESK, SOURCES, STORIES
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.sources import refresh as refresh_source
from stories.projections.stories import refresh

TEXT = (
    "PORT ILVA - Fourteen people were rescued from the roof of the Ilva fish market on Monday, the harbour office "
    'said.\n\n"The water rose faster than any of us had seen," harbour master Juno Sarr told reporters. She said the '
    "market would stay closed for nine days.\n"
)


@dataclass
class Browser:
    """Somebody's browser: forms are sent as the page shows them, with what is typed laid over."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, address: str, status: int = 200) -> str:
        answer: Any = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.content[:500])
        return str(answer.content.decode())

    def form(self, address: str, verb: str) -> dict[str, Any]:
        """The hidden fields of a verb's form."""
        page = self.get(f"{address}{verb}/")
        found = re.search(rf'<form[^>]*action="{re.escape(address)}{verb}/".*?</form>', page, re.DOTALL)
        assert found, f"no form for {verb} at {address}"
        pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0])
        return dict(pairs)

    def send(self, address: str, verb: str, **typed: Any) -> Any:
        return self.post(f"{address}{verb}/", {**self.form(address, verb), **typed})

    def post(self, address: str, data: dict[str, Any]) -> Any:
        answer: Any = self.client.post(address, data)
        return answer


@dataclass
class Newsroom:
    story: str

    @property
    def page(self) -> str:
        return f"/admin/stories/story/{self.story}/"

    def state(self) -> Story:
        return STORIES.at_version(StreamRef.parse(self.story), 2**31 - 1).state

    def claim(self, words: str) -> Claim:
        return next(one for one in self.state().claims.values() if words in one.statement)

    def address(self, claim: Claim) -> str:
        return f"/admin/stories/claim/{claim.id}/"

    def events(self) -> list[str]:
        return [stored.envelope.type for stored in read_stream(StreamRef.parse(self.story))]

    def made(self, statement: str = "Nine boats sank in Port Ilva.", *, summary: str = "Seen from the quay.") -> Claim:
        """A claim by hand, with one piece of evidence."""
        evidence = NewEvidence(EvidenceKind.OBSERVATION, summary, Terms.ON_RECORD, now())
        create = CreateClaim(ClaimId(new_id("clm")), statement, (evidence,))
        by = by_user(User.objects.get(username="rita"))
        handle_story(self.story, lambda _state: [create], Order(by, now()))
        refresh(self.story)
        return self.claim(statement)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """A user of the desk, with roles given as roles are given."""

    def person(name: str, *roles: Role) -> User:
        user = User.objects.create(username=name, is_staff=True, first_name=name.title())
        for role in roles:
            grant_role(user, role, Order(MACHINE, now()))
        return user

    return person


@pytest.fixture
def signed_in() -> Callable[[str], Browser]:
    def signed_in(name: str) -> Browser:
        browser = Browser()
        browser.client.force_login(User.objects.get(username=name))
        return browser

    return signed_in


@pytest.fixture
def fresh_shelves(db: None) -> Iterator[None]:
    """Folded streams of a transaction that is rolled back are of no use to the next test."""
    for shelf in (STORIES, SOURCES, DESK):
        shelf.forget()
    yield
    for shelf in (STORIES, SOURCES, DESK):
        shelf.forget()


@pytest.fixture
def newsroom(fresh_shelves: None, person: Callable[..., User]) -> Newsroom:
    """Ana and Ben edit, Hedda heads the desk, Rita reports, Olga operates, Gus has no role; one open story."""
    ana = person("ana", Role.EDITOR)
    person("ben", Role.EDITOR)
    person("hedda", Role.DESK_HEAD)
    person("rita", Role.REPORTER)
    person("olga", Role.OPERATOR)
    person("gus")
    made = create_story("Flood in Port Ilva", "flood-ilva", Order(by_user(ana), now()), public=True)
    return Newsroom(made.stream)


@pytest.fixture
def analysed(newsroom: Newsroom) -> Newsroom:
    """The same with an article that was read by the real analysis."""
    outlet = SourceGiven(name="Ilva Courier", url="https://courier.example")
    incoming = Incoming(
        source=outlet, text=TEXT, title="Market under water", url="https://courier.example/1", story=newsroom.story
    )
    file_article(incoming, Order(by_user(User.objects.get(username="ana")), now()))
    analyse_new(list(read_stream(StreamRef.parse(newsroom.story))))
    for source in reading.Article.objects.values_list("source", flat=True):
        refresh_source(source)
    return newsroom
