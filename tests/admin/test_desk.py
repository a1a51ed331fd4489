"""The desk: what needs somebody, in an order; filters in the address; the same number of queries whatever there is."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_context
from zeal.constants import initialize_app_registry
from zeal.errors import NPlusOneError
from zeal.patch import patch

from stories.admin.personal import MOST_VIEWS
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.people import by_user
from stories.domain.commands_claim import AssignClaim, CreateClaim, HoldClaim, RecheckClaim
from stories.domain.commands_story import OpenQuestion
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId, QuestionId
from stories.domain.vocabulary import EvidenceKind, HoldReason, QuestionKind, Terms
from stories.eventlog.codec import time_text
from stories.models import Person, SavedView, reading
from stories.projections.stories import refresh


@pytest.fixture(scope="session")
def counted_by_zeal() -> None:
    """From now on a query per row within `zeal_context` is an error; elsewhere nothing changes."""
    initialize_app_registry()
    patch()


def ids(page: str) -> list[str]:
    return re.findall(r'<li class="need[^>]*id="(clm_\w+)"', page)


def row(page: str, claim: Any) -> str:
    found = re.search(rf'<li class="need[^>]*id="{claim.id}".*?</ul>', page, re.DOTALL)
    assert found
    return found[0]


def many(newsroom: Any, n: int) -> None:
    by = by_user(User.objects.get(username="rita"))
    made = [
        CreateClaim(
            ClaimId(new_id("clm")),
            f"Boat number {one} was towed to the yard of Sorn.",
            (NewEvidence(EvidenceKind.OBSERVATION, "Seen from the quay.", Terms.ON_RECORD, now()),),
        )
        for one in range(n)
    ]
    handle_story(newsroom.story, lambda _state: made, Order(by, now()))
    refresh(newsroom.story)


def queries(browser: Any, address: str) -> int:
    browser.get(address)  # what is looked up once
    with (
        CaptureQueriesContext(
            connection,
        ) as caught,
        zeal_context(),
    ):
        browser.get(address)
    return len(caught)


def test_reasons_are_said_and_a_public_line_stands_first(newsroom: Any, signed_in: Any) -> None:
    waits, seen = newsroom.made(), newsroom.made("The bridge to Sorn is closed.")
    ana = signed_in("ana")
    ana.send(newsroom.address(seen), "accept", statement=seen.statement, publish="on")
    by = by_user(User.objects.get(username="ana"))
    handle_story(newsroom.story, lambda _s: [AssignClaim(seen.id, by.person, None)], Order(by, now()))
    refresh(newsroom.story)
    page = ana.get("/admin/")
    assert ids(page) == [seen.id, waits.id]
    assert "Assigned to me" in row(page, seen)
    assert "Assigned to me" not in signed_in("ben").get("/admin/")
    assert ids(ana.get("/admin/?reason=mine")) == [seen.id]
    assert ids(ana.get("/admin/?reason=mine&reason=decide")) == [seen.id, waits.id]
    assert ids(ana.get("/admin/?q=bridge")) == [seen.id]
    assert ids(ana.get("/admin/?story=sto_" + "0" * 32)) == []


def test_a_line_of_ours_names_our_evidence(newsroom: Any, signed_in: Any) -> None:
    ours, ana = newsroom.made(), signed_in("ana")
    assert "our own evidence" in row(ana.get("/admin/"), ours)
    assert "No outlet, 1 origin: 1 piece of our own evidence." in ana.get(newsroom.address(ours))


def test_what_only_waits_for_a_decision_stands_below_all_else(newsroom: Any, signed_in: Any) -> None:
    waits, held = newsroom.made(), newsroom.made("The bridge to Sorn is closed.")
    by = by_user(User.objects.get(username="ana"))
    handle_story(newsroom.story, lambda _s: [HoldClaim(held.id, HoldReason.CHECKING)], Order(by, now()))
    refresh(newsroom.story)
    old = now() - timedelta(days=2)
    reading.Claim.objects.filter(pk=waits.id).update(check_worthiness=1.0, last_changed=old)
    assert ids(signed_in("ana").get("/admin/")) == [held.id, waits.id]


def test_a_recheck_is_due_when_its_time_has_come(newsroom: Any, signed_in: Any) -> None:
    claim, ana = newsroom.made(), signed_in("ana")
    by = by_user(User.objects.get(username="ana"))
    soon = now() + timedelta(hours=1)
    recheck = RecheckClaim(claim.id, "Ask the port again.", (), soon)
    handle_story(newsroom.story, lambda _s: [recheck], Order(by, now()))
    refresh(newsroom.story)
    assert ids(ana.get("/admin/?reason=recheck")) == []
    reading.Claim.objects.filter(pk=claim.id).update(recheck_by=now() - timedelta(minutes=1))
    assert ids(ana.get("/admin/?reason=recheck")) == [claim.id]


def test_work_that_should_be_done_by_now_reaches_everybody(newsroom: Any, signed_in: Any) -> None:
    late, early, free = (newsroom.made(f"{n} boats sank in Port Ilva.") for n in ("Nine", "Ten", "Eleven"))
    rita, ana = by_user(User.objects.get(username="rita")), signed_in("ana")
    soon, far = now() + timedelta(minutes=5), now() + timedelta(days=5)
    asked = OpenQuestion(QuestionId(new_id("que")), QuestionKind.COMPLAINT, "My boat is afloat.", None, None, soon)
    work = [AssignClaim(late.id, rita.person, soon), AssignClaim(early.id, rita.person, far)]
    handle_story(newsroom.story, lambda _s: [*work, asked], Order(rita, now()))
    refresh(newsroom.story)
    assert ids(ana.get("/admin/?reason=overdue")) == []
    assert "My boat is afloat." not in ana.get("/admin/")
    document = reading.Claim.objects.get(pk=late.id).document
    document["work"]["due"] = time_text(now() - timedelta(minutes=1))
    reading.Claim.objects.filter(pk=late.id).update(document=document)
    reading.Question.objects.update(due=now() - timedelta(minutes=1))
    assert ids(ana.get("/admin/?reason=overdue")) == [late.id]
    assert "My boat is afloat." in ana.get("/admin/")
    assert free.work.due is None


def test_a_hold_is_told_apart_from_support_that_was_lost(analysed: Any, signed_in: Any) -> None:
    ana, claim = signed_in("ana"), analysed.claim("rescued")
    ana.send(analysed.address(claim), "accept", statement=claim.statement, publish="on")
    held = analysed.made()
    by = by_user(User.objects.get(username="ana"))
    handle_story(analysed.story, lambda _s: [HoldClaim(held.id, HoldReason.CHECKING)], Order(by, now()))
    refresh(analysed.story)
    (article,) = analysed.state().articles
    ana.send(f"/admin/stories/article/{article}/", "withdraw", reason="It was a hoax.", by="source", scope="own")
    assert ids(ana.get("/admin/?reason=support_lost")) == [claim.id]
    assert ids(ana.get("/admin/?reason=held")) == [held.id]
    assert ids(ana.get("/admin/?reason=source_changed")) == [claim.id]


def test_a_source_that_changes_before_the_decision_is_no_news(analysed: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    assert ids(ana.get("/admin/?reason=source_changed")) == []


def test_the_number_of_queries_is_the_same_at_10_and_at_500_claims(
    newsroom: Any, signed_in: Any, counted_by_zeal: None
) -> None:
    ana = signed_in("ana")
    many(newsroom, 10)
    few = {address: queries(ana, address) for address in ("/admin/", "/admin/?reason=decide&q=boat")}
    many(newsroom, 490)
    assert reading.Claim.objects.count() == 500
    assert {address: queries(ana, address) for address in few} == few
    assert max(few.values()) <= 30
    with zeal_context(), pytest.raises(NPlusOneError):  # it would have noticed
        a_query_a_row()


def a_query_a_row() -> list[Any]:
    return [person.user.username for person in Person.objects.all()]


def test_a_long_list_has_pages(newsroom: Any, signed_in: Any) -> None:
    many(newsroom, 45)
    ana = signed_in("ana")
    first, second = ids(ana.get("/admin/")), ids(ana.get("/admin/?page=2"))
    assert (len(first), len(second)) == (40, 5)
    assert not set(first) & set(second)
    for odd in ("0", "-1", "x", "9" * 50):
        ana.get(f"/admin/?page={odd}")


def test_an_empty_desk_says_what_it_is_for(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    empty = ana.get("/admin/")
    assert "New articles appear here minutes after they arrive." in empty
    assert "Paste an article" in empty
    newsroom.made()
    filtered = ana.get("/admin/?reason=approval&q=bridge")
    assert "Nothing matches <em>Waiting for approval, bridge</em>" in filtered
    assert "Clear filters" in filtered


@pytest.mark.parametrize("query", ["?reason=nonsense", "?story=x", "?q=%00", "?q=" + "x" * 5_000, "?reason=mine'--"])
def test_odd_filters_are_passed_over(newsroom: Any, signed_in: Any, query: Any) -> None:
    signed_in("ana").get(f"/admin/{query}")


def test_views_are_saved_under_a_name_for_oneself(newsroom: Any, signed_in: Any) -> None:
    ana, ben = signed_in("ana"), signed_in("ben")
    token = {"csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="(\w+)"', ana.get("/admin/"))[0]}
    query = "reason=mine&q=boats&page=7&evil=1"
    assert ana.post("/admin/views/", token | {"name": "My boats", "query": query}).status_code == 303
    view = SavedView.objects.get()
    assert view.query == "reason=mine&q=boats"
    assert "?reason=mine&amp;q=boats" in ana.get("/admin/")
    assert "My boats" not in ben.get("/admin/")
    theirs = {"csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="(\w+)"', ben.get("/admin/"))[0]}
    ben.post(f"/admin/views/{view.pk}/delete/", theirs)
    assert SavedView.objects.exists()
    assert ana.post(f"/admin/views/{view.pk}/delete/", token).status_code == 303
    assert not SavedView.objects.exists()
    assert ana.client.get("/admin/views/").status_code == 405


def test_at_the_limit_a_view_that_is_there_still_takes_a_new_filter(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    token = {"csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="(\w+)"', ana.get("/admin/"))[0]}
    user = User.objects.get(username="ana")
    SavedView.objects.bulk_create(
        SavedView(user=user, name=f"View {n}", query="reason=mine", saved_at=now()) for n in range(MOST_VIEWS)
    )
    ana.post("/admin/views/", token | {"name": "View 7", "query": "q=boats"})
    assert SavedView.objects.get(name="View 7").query == "q=boats"
    ana.post("/admin/views/", token | {"name": "One more", "query": "q=boats"})
    assert SavedView.objects.count() == MOST_VIEWS
    ana.post("/admin/views/", token | {"name": "View\u202e 7", "query": "q=ships"})
    assert "An invisible character (U+202E)" in ana.get("/admin/")


def test_keys_can_be_switched_off_for_oneself(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    assert 'data-shortcuts="on"' in ana.get("/admin/")
    page = ana.get("/admin/keys/")
    token = {"csrfmiddlewaretoken": re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)[-1]}
    assert (
        ana.post("/admin/keys/", token | {"shortcuts": "off", "back": "//evil.example"})["Location"] == "/admin/keys/"
    )
    assert 'data-shortcuts="off"' in ana.get("/admin/")
    assert 'data-shortcuts="on"' in signed_in("ben").get("/admin/")


def test_the_palette_leads_to_things_and_runs_what_one_may(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, rita = signed_in("ana"), signed_in("rita")
    assert newsroom.address(claim) in ana.get("/admin/jump/?part=hits&q=nine+boats")
    assert newsroom.page in ana.get(f"/admin/jump/?part=hits&q={newsroom.story}")
    event = reading.StoryEvent.objects.earliest("version").pk
    assert f"/admin/stories/event/{event}/" in ana.get(f"/admin/jump/?part=hits&q={event}")
    assert f"{newsroom.address(claim)}verify/" in ana.get(f"/admin/jump/?part=hits&q=veri&about={claim.id}")
    assert f"{newsroom.address(claim)}verify/" not in rita.get(f"/admin/jump/?part=hits&q=veri&about={claim.id}")
    for odd in ("%00", "clm_x", "x" * 3_000, "evt_zz"):
        ana.get(f"/admin/jump/?q={odd}&about={odd}")
    assert "Nine boats" not in signed_in("gus").get("/admin/jump/?part=hits&q=nine+boats")


def test_news_since_a_position_are_ids_for_those_who_may_look(newsroom: Any, signed_in: Any, client: Any) -> None:
    newsroom.made()
    told = signed_in("ana").client.get("/admin/since/?position=0").json()
    assert set(told) == {"position", "changed", "too_many"}
    assert client.get("/admin/since/").status_code == 401
    assert signed_in("gus").client.get("/admin/since/").status_code == 403
    for odd in ("", "x", "-1", "9" * 400):
        assert signed_in("ana").client.get(f"/admin/since/?position={odd}").status_code == 200


def test_a_story_is_begun_by_hand_once(newsroom: Any, signed_in: Any) -> None:
    rita, olga = signed_in("rita"), signed_in("olga")
    page = rita.get("/admin/stories/story/new/")
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"title": "Fog at Sorn"}
    first = rita.post("/admin/stories/story/new/", form)
    assert first.status_code == 303
    assert rita.post("/admin/stories/story/new/", form)["Location"] == first["Location"]
    assert reading.Story.objects.filter(title="Fog at Sorn").count() == 1
    taken = rita.post("/admin/stories/story/new/", form | {"form_id": "0" * 32, "slug": "flood-ilva"})
    assert taken.status_code == 409
    assert "Another story has this address" in taken.content.decode()
    assert rita.post("/admin/stories/story/new/", form | {"form_id": "1" * 32, "title": " "}).status_code == 422
    assert "Your role does not allow this." in olga.get("/admin/stories/story/new/")
    assert "/admin/stories/story/new/" in rita.get("/admin/stories/story/")
