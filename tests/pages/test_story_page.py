"""What readers get: the public state and nothing else, for anybody, at an address that lasts."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from stories.application.handle import Order, now
from stories.application.ids import new_id
from stories.application.intake import SLUG, create_story
from stories.application.moving import merge
from stories.domain import commands_claim as claims
from stories.domain import commands_story as whole
from stories.domain.records import NewEvidence
from stories.domain.values import QuestionId
from stories.domain.vocabulary import CorrectionKind, EvidenceKind, HoldReason, QuestionKind, Terms
from stories.eventlog.folding import STORIES
from stories.eventlog.registry import RegistryKey
from stories.eventlog.streams import StreamRef

PAGE = "/stories/lamp-strike/"


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_each_line_stands_in_its_section_with_a_permalink(desk: Any, client: Any) -> None:
    verified, reported = desk.claim("The lamp works stand still."), desk.claim("Sixty makers walked out.")
    hidden = desk.claim("The owner fled to Brisk.")
    desk.do(claims.VerifyClaim(verified, (1,)), claims.AcceptClaim(reported))
    desk.do(whole.OpenQuestion(QuestionId(new_id("que")), QuestionKind.QUESTION, "Who pays the makers?"))
    desk.do(whole.OpenQuestion(QuestionId(new_id("que")), QuestionKind.COMPLAINT, "You misspelt my name."))
    page = text(client, PAGE)
    known = page[page.index('id="known"') : page.index('id="reported"')]
    told = page[page.index('id="reported"') : page.index('id="disputed"')]
    assert f'id="{verified}"' in known
    assert 'href="#m-verified"/></svg>Verified' in known
    assert f'id="{reported}"' in told
    assert "according to <bdi>Odo Brant</bdi>, <bdi>foreman</bdi>" in told
    assert f'href="#{reported}"' in told
    assert "Who pays the makers?" in page
    for secret in (hidden, "Brisk", "misspelt"):
        assert secret not in page


def test_notes_off_record_matter_and_the_desk_stay_inside(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    desk.do(
        claims.VerifyClaim(line, (1,), "Quietly confirmed twice."),
        claims.NoteClaim(line, "Ask the night watch."),
        claims.AddEvidence(line, NewEvidence(EvidenceKind.CALL, "She saw the books.", Terms.OFF_RECORD, now())),
        claims.AddEvidence(line, NewEvidence(EvidenceKind.CALL, "A guard said so.", Terms.BACKGROUND, now())),
    )
    page = text(client, PAGE)
    for secret in ("Quietly", "night watch", "books", "guard", "ana", "usr_"):
        assert secret not in page
    assert "Told at the gate." in page


def test_a_correction_stands_where_readers_find_it(desk: Any, client: Any) -> None:
    line = desk.claim("Sixty makers walked out.")
    desk.do(claims.VerifyClaim(line, (1,)))
    before = desk.do(claims.NoteClaim(line, "Count again."))
    notice = claims.CorrectClaim(line, CorrectionKind.CORRECTION, "Sixty makers", "Fifty makers", "It was fifty.")
    desk.do(notice)
    now_shown, past = text(client, PAGE), text(client, f"{PAGE}v/{before}/")
    assert "It was fifty." in now_shown
    assert ">Sixty makers</del>" in now_shown
    assert ">Fifty makers</ins>" in now_shown
    assert "It was fifty." not in past
    assert "Sixty makers walked out." in past
    assert "This line was corrected or withdrawn later." in past


def test_a_withdrawn_line_leaves_its_notice_and_no_words(desk: Any, client: Any) -> None:
    line = desk.claim("The owner sold the works.")
    desk.do(claims.AcceptClaim(line))
    assert "sold the works" in text(client, PAGE)
    desk.do(claims.WithdrawClaim(line, "We mixed up two owners.", "We took back a line on a sale."), by=desk.head)
    page = text(client, PAGE)
    assert "We took back a line on a sale." in page
    assert "sold the works" not in page
    assert "mixed up" not in page


def test_a_held_line_is_gone_until_it_is_released(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    desk.do(claims.AcceptClaim(line), claims.HoldClaim(line, HoldReason.LEGAL))
    assert "kiln" not in text(client, PAGE)
    desk.do(claims.ReleaseClaim(line))
    assert "kiln" in text(client, PAGE)


def test_what_is_not_public_and_what_is_not_there_answer_alike(desk: Any, client: Any) -> None:
    create_story("Quiet matter", "quiet-matter", Order(desk.by, now()), public=False)
    hidden, unknown = text(client, "/stories/quiet-matter/", 404), text(client, "/stories/no-such-thing/", 404)
    assert hidden == unknown
    assert text(client, "/stories/quiet-matter/v/1/", 404) == unknown
    assert "Quiet matter" not in text(client, "/stories/")
    version = desk.do(whole.UnpublishStory("Legal asked us to."))
    assert text(client, PAGE, 404) == unknown
    assert text(client, f"{PAGE}v/{version - 1}/", 404) == unknown


def test_versions_before_publication_were_seen_by_nobody(desk: Any, client: Any) -> None:
    assert text(client, f"{PAGE}v/3/")
    for version in ("1", "2", "0", "999"):
        text(client, f"{PAGE}v/{version}/", 404)


def test_an_old_address_leads_to_the_new_one(desk: Any, client: Any) -> None:
    key = RegistryKey(SLUG, "lamp-makers", desk.story)
    desk.do(whole.AmendStory(slug="lamp-makers"), claims_on=(key,))
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (308, "/stories/lamp-makers/")
    assert client.get(f"{PAGE}v/3/")["Location"] == "/stories/lamp-makers/v/3/"


def test_the_tag_changes_with_what_readers_see_and_with_nothing_else(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    first = client.get(PAGE)
    again = client.get(PAGE, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "public, max-age=5, stale-while-revalidate=30"
    desk.do(claims.AcceptClaim(line))
    changed = client.get(PAGE, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_nobody_is_watched(desk: Any, client: Any) -> None:
    """No cookie, nothing from elsewhere, the same answer for whoever asks."""
    desk.do(claims.AcceptClaim(desk.claim("The kiln is cold.")))
    signed_in = Client()
    signed_in.force_login(User.objects.get(username="ana"))
    for address in (PAGE, "/stories/"):
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert signed_in.get(address).content == answer.content
        page = answer.content.decode()
        assert not re.findall(r'<(?:link rel="stylesheet"|script|img|iframe)[^>]*(?:src|href)="(?!/static/)', page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
        assert set(re.findall(r"<script ([^>]*)>", page)) <= {
            'type="application/ld+json"',
            *re.findall(r'src="/static/[^"]*" type="module"', page),
        }
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_hostile_words_stay_words(desk: Any, client: Any) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    line = desk.claim(f"The kiln {hostile}", summary=hostile)
    desk.do(claims.VerifyClaim(line, (1,)), whole.AmendStory(title=hostile))
    for address in (PAGE, "/stories/"):
        page = text(client, address)
        assert "<script>" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
        assert page.count("</script>") == page.count("<script ")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_read_and_nothing_else(desk: Any, method: Any) -> None:
    for address in (PAGE, f"{PAGE}v/3/", "/stories/"):
        assert getattr(Client(), method)(address).status_code == 405


def test_the_list_counts_public_lines_alone(desk: Any, client: Any) -> None:
    desk.do(claims.AcceptClaim(desk.claim("The kiln is cold.")))
    desk.claim("The owner fled to Brisk.")
    page = text(client, "/stories/")
    assert "Strike of the lamp makers" in page
    assert "1 reported" in page
    assert "according to <bdi>Odo Brant</bdi>" in page
    assert "verified" not in re.sub(r"<[^>]*>", "", page[page.index("<main") :])
    assert replace(desk.by).actor not in page


def test_a_correction_is_told_though_nothing_supports_the_old_words_any_more(desk: Any, client: Any) -> None:
    line = desk.claim("Sixty makers walked out.")
    desk.do(claims.VerifyClaim(line, (1,)))
    desk.do(claims.CorrectClaim(line, CorrectionKind.CORRECTION, "Sixty makers", "Fifty makers", "It was fifty."))
    desk.do(claims.StrikeEvidence(line, 1, "The foreman takes it back."))
    with STORIES.reading(StreamRef.parse(desk.story)) as story:
        assert story.claims[line].hold is not None
    assert "It was fifty." in text(client, PAGE)


def test_a_merged_story_leads_to_the_survivor_and_its_past_stays(desk: Any, client: Any) -> None:
    desk.do(claims.AcceptClaim(desk.claim("The kiln is cold.")))
    other = create_story("Trouble at the kiln", "kiln-trouble", Order(desk.by, now()), public=True).stream
    seen = client.get(PAGE)
    merge(desk.story, other, Order(desk.by, now()))
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (308, "/stories/kiln-trouble/")
    assert "The kiln is cold." in text(client, "/stories/kiln-trouble/")
    past = re.search(r'href="(/stories/lamp-strike/v/\d+/)"', seen.content.decode())
    assert past
    assert "The kiln is cold." in text(client, past[1])
    assert "Strike of the lamp makers" not in text(client, "/stories/")


def test_a_story_merged_into_a_hidden_one_is_not_there(desk: Any, client: Any) -> None:
    other = create_story("Trouble at the kiln", "kiln-trouble", Order(desk.by, now()), public=False).stream
    merge(desk.story, other, Order(desk.by, now()))
    assert "Trouble" not in text(client, PAGE, 404)


def test_the_bare_address_leads_to_the_stories(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/stories/")
