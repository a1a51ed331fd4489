"""The story's tabs: what stands where, the past, two versions side by side, and what one has not seen yet."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application.handle import Order, handle_story, now
from stories.application.people import by_user
from stories.application.public_changes import forget, public_versions
from stories.domain.commands_claim import AmendClaim
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.models import LastLook
from stories.projections.states import state_document
from stories.projections.stories import refresh

BLANK = {"kind": "call", "terms": "on_record", "summary": ""}
TABS = ("claims", "history", "contradictions", "articles", "questions", "export", "preview", "compare", "blame")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    forget()


@pytest.mark.parametrize("tab", [*TABS, "timeline"])
def test_every_tab_is_there_for_now_and_for_the_past(analysed: Any, signed_in: Any, tab: str) -> None:
    ana = signed_in("ana")
    assert "Flood in Port Ilva" in ana.get(f"{analysed.page}{tab}/")
    past = ana.get(f"{analysed.page}{tab}/?at_version=2")
    assert "You are looking at version 2 of" in past
    ana.get(f"{analysed.page}{tab}/?at_version=99999", status=404)
    assert ana.client.post(f"{analysed.page}{tab}/").status_code == 403


def test_a_timeline_shows_what_people_did_or_what_changed_for_readers(analysed: Any, signed_in: Any) -> None:
    ana, claim = signed_in("ana"), analysed.claim("rescued")
    ana.send(analysed.address(claim), "note", text="The office counts again at six.")
    ana.send(analysed.address(claim), "accept", statement=claim.statement, publish="on")
    every, people, public = (ana.get(f"{analysed.page}timeline/?only={only}") for only in ("", "people", "public"))
    assert "new claim" in every
    assert "⚙" not in people
    assert "counts again at six" in people
    assert "counts again at six" not in public
    assert "Claim accepted" in public or "Claim released" in public
    assert '?only=people" aria-current="true"' in people
    assert "timeline/?only=people" in ana.get(analysed.address(claim))
    assert "counts again at six" in ana.get(f"{analysed.address(claim)}timeline/?only=%27--&before=x")


def test_words_that_look_like_a_time_are_words(analysed: Any, signed_in: Any) -> None:
    ana, claim = signed_in("ana"), analysed.claim("rescued")
    written = f"2026-99-99T{'9' * 400}Z"
    ana.send(analysed.address(claim), "note", text=written)
    assert written in ana.get(f"{analysed.page}timeline/")
    assert written in ana.get(analysed.address(claim))


def test_a_tab_without_a_role_shows_nothing(newsroom: Any, signed_in: Any) -> None:
    signed_in("gus").get(f"{newsroom.page}claims/", status=403)


def test_claims_are_filtered_by_status_topic_and_words(analysed: Any, signed_in: Any) -> None:
    by_hand, ana = analysed.made("Nine boats sank in Port Ilva."), signed_in("ana")
    ana.send(analysed.address(by_hand), "verify", evidence=["1"], publish="on", **BLANK)
    ben = signed_in("ben")  # nothing of what he reads is his own decision of a minute ago
    verified = ben.get(f"{analysed.page}claims/?status=verified")
    assert "Nine boats sank" in verified
    assert "fish market" not in verified
    assert "fish market" in ben.get(f"{analysed.page}claims/?status=detected")
    assert "Nine boats" in ben.get(f"{analysed.page}claims/?q=BOATS")
    assert "Nothing matches" in ben.get(f"{analysed.page}claims/?q=zeppelin")
    by_speaker = ben.get(f"{analysed.page}claims/?by=speaker&topic=Juno+Sarr")
    assert "faster than any of us" in by_speaker
    assert "Nine boats" not in by_speaker


@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "page=99999999999", "by=odd", "topic=%00", "status=odd", "page=²"]
)
def test_an_odd_query_is_answered(analysed: Any, signed_in: Any, query: str) -> None:
    signed_in("ana").get(f"{analysed.page}claims/?{query}")


@pytest.mark.parametrize("query", ["from=9&to=2", "from=x", "to=-1", "to=99999999999999", "from=²"])
def test_odd_versions_are_compared_as_near_as_there_is(analysed: Any, signed_in: Any, query: str) -> None:
    signed_in("ana").get(f"{analysed.page}compare/?{query}")


def test_two_versions_are_compared_word_by_word_with_the_events_between(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made("Nine boats sank in Port Ilva.")
    before = newsroom.state().version
    by = by_user(User.objects.get(username="ana"))
    amend = AmendClaim(claim.id, statement="Eleven boats sank in Port Ilva.", section="At sea", rank=2)
    handle_story(newsroom.story, lambda _state: [amend], Order(by, now()))
    refresh(newsroom.story)
    after = newsroom.state().version
    page = signed_in("ana").get(f"{newsroom.page}compare/?from={before}&to={after}")
    assert "<del>Nine</del><ins>Eleven</ins> boats sank" in page
    assert "<ins><bdi>At sea</bdi></ins>" in page
    assert "1 event between" in page
    assert f'compare/?to={after}">{after}</a>' in page
    assert "No claim differs" in signed_in("ana").get(f"{newsroom.page}compare/?from={after}&to={after}")


def test_history_offers_two_columns_and_filters(analysed: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    page = ana.get(f"{analysed.page}history/")
    newest = analysed.state().version
    assert len(re.findall(r'type="radio" name="from"', page)) == min(newest, 50)
    assert re.search(rf'name="to" value="{newest}"[^>]* checked', page)
    only = ana.get(f"{analysed.page}history/?type=story.proposed")
    assert len(re.findall(r'type="radio" name="to"', only)) == 1
    people = ana.get(f"{analysed.page}history/?actor=people")
    assert "New claim" not in people
    assert "Article received" in people
    assert "Nothing matches" in ana.get(f"{analysed.page}history/?type=no.such")


def public_pages(story: str, upto: int) -> list[Any]:
    """What readers saw at each version, less what they are not shown."""
    found = []
    for version in range(1, upto + 1):
        state = state_document(STORIES.at_version(StreamRef.parse(story), version).state, public=True)
        state = {key: value for key, value in state.items() if key not in {"version", "updated_at", "counts", "status"}}
        found.append(state if state["public"] else None)
    return found


def unstamped(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: unstamped(v) for k, v in value.items() if k not in {"version", "last_changed", "check_worthiness"}}
    return [unstamped(one) for one in value] if isinstance(value, list) else value


def test_what_changed_what_readers_see_is_what_their_page_says(analysed: Any, signed_in: Any) -> None:
    """Against the page itself, drawn at every version."""
    ana, hedda = signed_in("ana"), signed_in("hedda")
    by_hand = analysed.made("Nine boats sank in Port Ilva.")
    quoted = analysed.claim("faster than any")
    ana.send(analysed.address(by_hand), "verify", evidence=["1"], publish="on", **BLANK)
    ana.send(analysed.address(by_hand), "note", text="Nobody outside hears of this.")
    ana.send(analysed.address(quoted), "accept", statement=quoted.statement, publish="on")
    ana.send(analysed.page, "ask", text="Who pays?", kind="question", about="", owner="", due="")
    ana.send(analysed.address(by_hand), "assign", assignee="", due="")
    hedda.send(analysed.address(by_hand), "withdraw", reason="It was a film set.", notice="")
    article = next(iter(analysed.state().articles))
    ana.send(f"/admin/stories/article/{article}/", "hold", reason="checking", until="")
    upto = analysed.state().version
    pages = [unstamped(one) for one in public_pages(analysed.story, upto)]
    changed = {n for n in range(1, upto + 1) if pages[n - 1] != (pages[n - 2] if n > 1 else None)}
    assert public_versions(analysed.story, upto) == changed
    half = upto // 2
    assert public_versions(analysed.story, half) == {n for n in changed if n <= half}
    shown = ana.get(f"{analysed.page}history/?public=1")
    assert {int(n) for n in re.findall(r'name="to" value="(\d+)"', shown)} == changed


def test_the_line_names_who_is_behind_it(newsroom: Any, signed_in: Any) -> None:
    claim, ana = newsroom.made(), signed_in("ana")
    ana.send(newsroom.address(claim), "verify", evidence=["1"], publish="on", **BLANK)
    page = ana.get(f"{newsroom.page}blame/")
    line = page[page.index("Nine boats") :]
    assert re.search(r"words: Rita.*claim\.created", line, re.DOTALL)
    assert re.search(r"status: Ana.*claim\.verified", line, re.DOTALL)
    assert re.search(r"readers: Ana.*claim\.released", line, re.DOTALL)


def test_what_is_new_since_she_last_looked(analysed: Any, signed_in: Any) -> None:
    ana, ben = signed_in("ana"), signed_in("ben")
    assert "Mark the story as seen" in ana.get(analysed.page)
    token = {"csrfmiddlewaretoken": ana.client.cookies["csrftoken"].value}
    events = analysed.events()
    address = f"{analysed.page}looked/"
    assert ana.client.get(address).status_code == 403
    assert ana.post(address, token | {"version": str(analysed.state().version)}).status_code == 303
    assert analysed.events() == events
    assert "Nothing new since you last looked" in ana.get(analysed.page)
    fresh = analysed.made("The bridge to Sorn is closed.")
    quoted = analysed.claim("faster than any")
    ben.send(analysed.address(quoted), "accept", statement=quoted.statement, publish="on")
    ben.send(analysed.address(quoted), "dispute", note="The gauge says otherwise.", by_claim="", **BLANK)
    page = ana.get(analysed.page)
    panel = page[page.index("Since you last looked") : page.index("</section>", page.index("Since you last looked"))]
    assert fresh.statement in panel[panel.index("New ") :]
    assert "faster than any" in panel[panel.index("Newly disputed") :]
    assert "Mark the story as seen" in ben.get(analysed.page)
    assert ana.post(address, token | {"version": "1"}).status_code == 303
    assert LastLook.objects.get().version == 1


def test_the_preview_shows_what_readers_would_see_and_leaves_the_story_alone(newsroom: Any, signed_in: Any) -> None:
    claim, ana = newsroom.made(), signed_in("ana")
    ana.send(newsroom.address(claim), "verify", evidence=["1"], publish="on", **BLANK)
    ana.send(newsroom.page, "unpublish", reason="Too early.")
    page = ana.get(f"{newsroom.page}preview/")
    assert "Readers see nothing yet" in page
    assert claim.statement in page
    assert not newsroom.state().public
    assert "Readers do not see it" in ana.get(newsroom.page)


def test_the_export_tab_names_the_embed_code_and_escapes_it(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    ana.send(newsroom.page, "amend", title='A "flood" & <more>', slug="flood-ilva", origins_needed="")
    page = ana.get(f"{newsroom.page}export/")
    code = unescape(page[page.index('<textarea id="embed-code"') :].partition("</textarea>")[0])
    assert '<iframe src="http' in code
    assert "/stories/flood-ilva/embed/" in code
    assert 'title="A &quot;flood&quot; &amp; &lt;more&gt;"' in code
    for form in ("json", "csv", "ndjson", "ninjs", "claimreview", "atom"):
        assert f"/api/v1/stories/{newsroom.story}.{form}" in page


def test_origins_are_drawn_with_a_text_that_says_the_same(analysed: Any, signed_in: Any) -> None:
    page = signed_in("ana").get(f"{analysed.page}articles/")
    picture = page[page.index('<svg class="origins"') :]
    picture = picture[: picture.index("</svg>")]
    assert 'role="img"' in picture
    assert "1 outlet, 1 origin." in picture
    assert picture.count('class="link"') == picture.count('class="article"') == 1
    assert " style=" not in picture
    assert "The same in words" in page


def test_a_story_without_anything_says_what_to_do(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    assert "No article yet" in ana.get(f"{newsroom.page}articles/")
    assert "None is asked" in ana.get(f"{newsroom.page}questions/")
    assert "Nothing contradicts anything" in ana.get(f"{newsroom.page}contradictions/")
    assert "We carry no line yet" in ana.get(f"{newsroom.page}blame/")
