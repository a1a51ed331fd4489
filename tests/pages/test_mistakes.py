"""All corrections of the newsroom, as a page and as a feed: what readers saw and nothing else, in their language."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from stories.api.live.audience import Told, told_to_readers
from stories.application.handle import Order, handle_story, now
from stories.application.intake import create_story
from stories.application.moving import merge
from stories.domain import commands_claim as claims
from stories.domain import commands_story as whole
from stories.domain.vocabulary import CorrectionKind
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.stories import refresh

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE, FEED = "/corrections/", "/corrections.atom"
FIFTY = (CorrectionKind.CORRECTION, "Sixty makers", "Fifty makers", "It was fifty.")


def text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


@dataclass(frozen=True)
class Entry:
    id: str
    title: str
    content: str
    link: str


def feed_of(xml: str) -> tuple[str | None, list[Entry]]:
    """Its language and its entries."""
    root = ET.fromstring(xml)
    found = []
    for one in root.iter(f"{ATOM}entry"):
        link = one.find(f"{ATOM}link")
        id_, title, content = (str(one.findtext(ATOM + name)) for name in ("id", "title", "content"))
        found.append(Entry(id_, title, content, "" if link is None else str(link.get("href"))))
    return root.get("{http://www.w3.org/XML/1998/namespace}lang"), found


def corrected(desk: Any) -> Any:
    line = desk.claim("Sixty makers walked out.")
    desk.do(claims.VerifyClaim(line, (1,)))
    desk.do(claims.CorrectClaim(line, *FIFTY))
    return line


def withdrawn(desk: Any, notice: str = "We took back a line on a sale.") -> Any:
    line = desk.claim("The owner sold the works.")
    desk.do(claims.AcceptClaim(line))
    desk.do(claims.WithdrawClaim(line, "We mixed up two owners.", notice), by=desk.head)
    return line


def test_a_newsroom_without_mistakes_says_so(desk: Any, client: Any) -> None:
    desk.do(claims.AcceptClaim(desk.claim("The kiln is cold.")))
    assert "There is none." in text(client, PAGE)
    assert "kiln" not in text(client, PAGE)
    assert feed_of(text(client, FEED)) == ("en", [])


def test_corrections_of_all_stories_stand_together_the_newest_first(desk: Any, client: Any) -> None:
    first = corrected(desk)
    other = create_story("Trouble at the kiln", "kiln-trouble", Order(desk.by, now()), public=True).stream
    desk.story, lamps = other, desk.story
    second = withdrawn(desk)
    page = text(client, PAGE)
    assert page.index("We took back a line on a sale.") < page.index("It was fifty.")
    for said in ("Sixty makers</del>", "Fifty makers</ins>", ">Trouble at the kiln</a>", "lamp makers</a>"):
        assert said in page
    assert f'href="/stories/lamp-strike/#{first}"' in page
    assert f'href="/stories/kiln-trouble/#{second}"' in page
    for secret in ("sold the works", "mixed up"):
        assert secret not in page
    assert lamps != other


def test_it_tells_what_each_story_tells_and_no_more(desk: Any, client: Any) -> None:
    corrected(desk)
    withdrawn(desk)
    never_shown = desk.claim("The owner fled to Brisk.")
    desk.do(claims.WithdrawClaim(never_shown, "Nobody saw it.", "We took back a line on a flight."), by=desk.head)
    unsupported = corrected(desk)
    desk.do(claims.StrikeEvidence(unsupported, 1, "The foreman takes it back."))
    told = r'<p class="told"[^>]*>(.*?)</p>'
    here, there = (re.findall(told, text(client, page)) for page in (PAGE, "/stories/lamp-strike/corrections/"))
    assert sorted(here) == sorted(there)
    assert len(here) == 3


def test_a_notice_that_was_put_otherwise_is_told_in_its_last_words(desk: Any, client: Any) -> None:
    line = withdrawn(desk)
    desk.do(claims.NoteClaim(line, "The owner called."))
    desk.do(claims.WithdrawClaim(line, "We mixed up two owners.", "Nobody sold anything."), by=desk.head)
    page = text(client, PAGE)
    assert "Nobody sold anything." in page
    assert "We took back a line on a sale." not in page
    _, told = feed_of(text(client, "/stories/lamp-strike.atom"))
    _, (mistake,) = feed_of(text(client, FEED))
    assert mistake.id in {one.id for one in told}


def test_stories_that_readers_may_not_see_are_not_told(desk: Any, client: Any) -> None:
    corrected(desk)
    desk.do(whole.UnpublishStory("Legal asked us to."))
    assert "It was fifty." not in text(client, PAGE)
    desk.do(whole.PublishStory())
    assert "It was fifty." in text(client, PAGE)
    hidden = create_story("Quiet matter", "quiet-matter", Order(desk.by, now()), public=False).stream
    merge(desk.story, hidden, Order(desk.by, now()))
    assert "It was fifty." not in text(client, PAGE)


@pytest.mark.parametrize(
    ("language", "kind", "former"), [("en", "Correction", "We said"), ("de", "Korrektur", "Wir schrieben")]
)
def test_feed_readers_get_it_in_their_language(desk: Any, client: Any, language: str, kind: str, former: str) -> None:
    line = corrected(desk)
    answer = client.get(FEED, headers={"accept-language": language})
    assert answer["Content-Type"] == "application/atom+xml"
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]
    spoken, (entry,) = feed_of(answer.content.decode())
    assert spoken == language
    assert entry.title == f"Strike of the lamp makers: {kind}: It was fifty."
    assert former in entry.content
    assert entry.link == f"http://127.0.0.1:8000/stories/lamp-strike/#{line}"
    again = client.get(FEED, headers={"accept-language": language, "if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_story_s_feed_follows_the_reader_and_the_api_keeps_to_english(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    desk.do(claims.VerifyClaim(line, (1,)))
    german = {"accept-language": "de"}
    spoken, (entry,) = feed_of(text(client, "/stories/lamp-strike.atom", **german))
    assert (spoken, entry.title) == ("de", "Bestätigt: The kiln is cold (laut Odo Brant)")
    assert entry.content == "The kiln is cold (laut Odo Brant). Aus eigener Recherche"
    spoken, (told,) = feed_of(text(client, "/api/v1/stories/lamp-strike.atom", **german))
    assert (spoken, told.title, told.id) == ("en", "Verified: The kiln is cold (according to Odo Brant)", entry.id)


def test_queries_do_not_grow_with_the_mistakes(desk: Any, client: Any, django_assert_num_queries: Any) -> None:
    for _ in range(2):
        corrected(desk)
    with django_assert_num_queries(2):
        client.get(PAGE)
    for _ in range(5):
        withdrawn(desk)
    other = create_story("Trouble at the kiln", "kiln-trouble", Order(desk.by, now()), public=True).stream
    handle_story(other, lambda _: [whole.NoteStory("Quiet.")], Order(desk.by, now()))
    refresh(other)
    with django_assert_num_queries(2):
        client.get(PAGE)
    assert reading.Claim.objects.filter(publication="canceled").count() == 5


def test_hostile_words_stay_words(desk: Any, client: Any) -> None:
    hostile = "<script>alert(1)</script>\x0b"
    withdrawn(desk, hostile.replace("\x0b", ""))
    assert "<script>alert" not in text(client, PAGE)
    ET.fromstring(text(client, FEED))


def test_readers_streams_tell_of_a_mistake_whose_support_fell_since(desk: Any) -> None:
    line = corrected(desk)
    desk.do(claims.StrikeEvidence(line, 1, "The foreman takes it back."))
    desk.do(claims.CorrectClaim(line, CorrectionKind.CORRECTION, "Sixty makers", "Fifty makers", "It was about fifty."))
    *_, amended = read_stream(StreamRef.parse(desk.story))
    assert told_to_readers([amended]) == {amended.envelope.id: Told("claim.corrected", (line,))}
