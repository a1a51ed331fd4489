"""To look changes nothing, nothing can be written past the verbs, and hostile words stay words."""

import re
from html import escape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from stories.admin.operations import DEEDS
from stories.application.handle import Order, handle_story, now
from stories.application.intake import create_story
from stories.application.keys import create_key
from stories.application.people import by_user
from stories.domain.actors import MACHINE
from stories.domain.commands_story import AmendStory
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.connection import cursor
from stories.models import ApiKey, Event, Person, StoryEvent, reading
from stories.projections.stories import refresh

HOSTILE = "<img src=x onerror=alert(1)>\"'</title><script>alert(2)</script>"
WRITES = ("add/", "{id}/change/", "{id}/delete/")


def rows() -> tuple[int, ...]:
    with cursor() as plain:
        events: Any = plain.execute("SELECT count(*) FROM event").fetchone()
    return (events[0], User.objects.count(), Person.objects.count(), ApiKey.objects.count())


def test_every_address_of_the_desk_refuses_to_change_state_on_get(analysed: Any, signed_in: Any) -> None:
    """Each address of the admin, with things that exist in place of what it captures, as whoever may do the most."""
    User.objects.filter(username="hedda").update(is_superuser=True)
    hedda = signed_in("hedda")
    hedda.get("/admin/")
    walked, before = 0, rows()
    for address in sorted(set(addresses(analysed))):
        if address.endswith(("logout/", "jsi18n/")):
            continue
        answer = hedda.client.get(address)
        assert answer.status_code < 500, address
        walked += 1
    assert walked > 100
    assert rows() == before


def addresses(newsroom: Any) -> Any:
    claim = next(iter(newsroom.state().claims))
    article = next(iter(newsroom.state().articles))
    source = reading.Source.objects.get().pk
    things = {
        "sto_": newsroom.story,
        "clm_": claim,
        "art_": article,
        "src_": source,
        "con_": "con_" + "0" * 32,
        "que_": "que_" + "0" * 32,
        "sug_": "sug_" + "0" * 32,
    }
    some = {
        "event": str(Event.objects.earliest("seq").pk),
        "storyevent": str(StoryEvent.objects.earliest("version").pk),
        "user": str(User.objects.get(username="rita").pk),
    }
    for route in routes(get_resolver("newsroom.urls").url_patterns):
        if not route.startswith("admin/"):
            continue
        thing = next((value for prefix, value in things.items() if prefix in route), None)
        model = route.split("/")[2] if route.count("/") > 2 else ""
        verbs = re.search(r"\(\?P<(?:verb|name)>([^)]*)\)", route)
        deeds = list(DEEDS) if "<slug:what>" in route else [""]
        for verb in verbs[1].split("|") if verbs else deeds:
            filled = re.sub(r"\(\?P<thing>[^)]*\)", thing or "", route)
            filled = re.sub(r"\(\?P<(verb|name)>[^)]*\)", verb, filled)
            filled = filled.replace("<slug:what>", verb).replace("<int:number>", "1")
            filled = re.sub(r"<path:object_id>", some.get(model, thing or newsroom.story), filled)
            filled = re.sub(r"<(int:user_id|id)>", some["user"], filled)
            filled = filled.replace("<path:content_type_id>", "1").replace("<int:content_type_id>", "1")
            filled = re.sub(r"<int:\w+>", "1", re.sub(r"<(?:str|slug):\w+>", "job_" + "0" * 32, filled))
            yield "/" + re.sub(r"[\^$]|\(\?P<url>.*\)", "", filled)


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Any:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield route


@pytest.mark.parametrize("name", ["gus", "rita", "ana", "hedda", "olga"])
def test_events_cannot_be_added_changed_or_deleted_whoever_asks(newsroom: Any, signed_in: Any, name: Any) -> None:
    newsroom.made()
    User.objects.filter(username=name).update(is_superuser=True)
    browser, before = signed_in(name), rows()
    browser.get("/admin/")
    token = {"csrfmiddlewaretoken": browser.client.cookies["csrftoken"].value}
    some: list[tuple[str, Any]] = [("event", Event.objects.first()), ("storyevent", StoryEvent.objects.first())]
    for table, row in some:
        for tail in WRITES:
            address = f"/admin/stories/{table}/{tail.format(id=row.pk)}"
            assert browser.post(address, token | {"type": "story.closed", "post": "yes"}).status_code == 403, address
        bulk = token | {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}
        browser.post(f"/admin/stories/{table}/", bulk)
    assert rows() == before


@pytest.mark.parametrize("role", list(Role))
def test_keys_and_what_was_decided_about_them_are_shown_to_few(person: Any, signed_in: Any, role: Role) -> None:
    person("who", role)
    sees = role in {Role.OPERATOR, Role.DESK_HEAD, Role.AUDITOR}
    create_key("wire desk", (Scope.STORIES_READ,), None, None, Order(MACHINE, now()))
    event = Event.objects.get(type="key.created").pk
    for address in ("/admin/stories/apikey/", f"/admin/stories/event/{event}/change/"):
        assert signed_in("who").client.get(address).status_code == (200 if sees else 403)


def test_read_models_have_no_way_in_but_the_verbs(analysed: Any, signed_in: Any) -> None:
    User.objects.filter(username="hedda").update(is_superuser=True)
    hedda = signed_in("hedda")
    hedda.get("/admin/")
    token = {"csrfmiddlewaretoken": hedda.client.cookies["csrftoken"].value}
    for model, shown in admin.site._registry.items():
        if model._meta.app_label != "stories":
            continue
        assert not shown.actions
        row = model._default_manager.first()
        for tail in WRITES:
            address = f"/admin/stories/{model._meta.model_name}/{tail.format(id=row.pk if row else 'x')}"
            assert hedda.post(address, token).status_code in {403, 404}, address


@pytest.mark.parametrize("address", ["/admin/stories/story/", "/admin/stories/event/", "/admin/stories/claim/"])
def test_without_a_role_there_is_nothing_to_see(newsroom: Any, signed_in: Any, address: Any) -> None:
    User.objects.filter(username="gus").update(is_superuser=True)
    gus = signed_in("gus")
    gus.get(address, status=403)
    gus.get(newsroom.page, status=403)
    assert "You have no role" in gus.get("/admin/")


def test_strangers_are_sent_to_the_login(newsroom: Any, client: Any) -> None:
    for address in ("/admin/", newsroom.page, "/admin/stories/event/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_without_the_token_nothing_is_written(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made()
    ana, page = signed_in("ana"), newsroom.address(claim)
    form = ana.form(page, "note") | {"text": "Forged."}
    before = newsroom.events()
    del form["csrfmiddlewaretoken"]
    assert ana.post(f"{page}note/", form).status_code == 403
    assert ana.post(f"{page}note/", form | {"csrfmiddlewaretoken": "a" * 64}).status_code == 403
    assert newsroom.events() == before


def test_hostile_words_stay_words(newsroom: Any, signed_in: Any) -> None:
    claim = newsroom.made(f"Nine boats {HOSTILE}", summary=HOSTILE)
    by = by_user(User.objects.get(username="ana"))
    handle_story(newsroom.story, lambda _state: [AmendStory(title=HOSTILE)], Order(by, now()))
    refresh(newsroom.story)
    ana, page = signed_in("ana"), newsroom.address(claim)
    refused = ana.send(page, "dispute", note=HOSTILE) if "verb-dispute" in ana.get(page) else None
    ana.send(page, "note", text=HOSTILE)
    shown = [
        ana.get(address)
        for address in (
            "/admin/",
            newsroom.page,
            page,
            "/admin/stories/story/",
            "/admin/stories/claim/",
            "/admin/stories/storyevent/",
            "/admin/stories/event/",
            f"/admin/stories/event/{Event.objects.latest('seq').pk}/change/",
        )
    ]
    shown += [refused.content.decode()] if refused else []
    for one in shown:
        assert "<img src=x" not in one
        assert "<script>alert" not in one
    assert escape(HOSTILE, quote=True) in shown[1]


@pytest.mark.parametrize(
    "query",
    ["?user__password__startswith=p", "?_popup=1&_to_field=id", "?o=9999", "?p=-1", "?p=x", "?q=" + "x" * 10_000,
     "?document__work__isnull=0", "?q=%00", "?status=%00", "?status__exact=a%00", "?story=%00", "?name=%00"],
)  # fmt: skip
def test_odd_queries_are_no_way_in_and_no_error(newsroom: Any, signed_in: Any, query: Any) -> None:
    newsroom.made()
    User.objects.filter(username="hedda").update(is_superuser=True)
    hedda = signed_in("hedda")
    for table in ("stories/claim", "stories/apikey", "auth/user"):
        answer = hedda.client.get(f"/admin/{table}/{query}")
        assert answer.status_code in {200, 302, 400, 403}, (table, answer.status_code)


@pytest.mark.parametrize("query", ["actor=%00", "type=a%00b", "before=%00", "public=%00&type=%00"])
def test_odd_filters_of_the_history_are_no_error(analysed: Any, signed_in: Any, query: str) -> None:
    assert signed_in("ana").client.get(f"/admin/stories/story/{analysed.story}/history/?{query}").status_code == 200


def test_the_policy_needs_no_inline_script_or_style(analysed: Any, signed_in: Any) -> None:
    claim = next(iter(analysed.state().claims.values()))
    ana = signed_in("ana")
    for address in ("/admin/", analysed.page, analysed.address(claim), "/admin/stories/claim/"):
        answer = ana.client.get(address)
        page = answer.content.decode()
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "style-src 'self'" in answer["Content-Security-Policy"]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page), address


def test_an_appearance_stands_in_its_paragraph_with_the_span_marked(analysed: Any, signed_in: Any) -> None:
    claim = analysed.claim("rescued")
    page = signed_in("ana").get(analysed.address(claim))
    marked = re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)
    assert any("Fourteen people were rescued" in one for one in marked)
    assert "the harbour office said" in page
    assert "Ilva Courier" in page


def test_the_article_labels_its_passages_and_links_its_claims(analysed: Any, signed_in: Any) -> None:
    article = next(iter(analysed.state().articles))
    page = signed_in("ana").get(f"/admin/stories/article/{article}/")
    assert "passage-body" in page
    assert re.search(r'<a class="marked" href="/admin/stories/claim/clm_[0-9a-f]{32}/"><mark>', page)


def test_an_article_is_held_released_and_withdrawn(analysed: Any, signed_in: Any) -> None:
    article = next(iter(analysed.state().articles))
    ana, page = signed_in("ana"), f"/admin/stories/article/{article}/"
    assert ana.send(page, "hold", reason="checking").status_code == 303
    assert ana.send(page, "release", why="").status_code == 303
    gone = {"reason": "The Courier took it down.", "by": "source", "scope": "own", "revision": "", "notice": ""}
    assert ana.send(page, "withdraw", **gone).status_code == 303
    assert "article.withdrawn" in analysed.events()


def test_a_source_is_amended_and_its_name_is_nobody_elses(analysed: Any, signed_in: Any) -> None:
    source = reading.Source.objects.get()
    ana, page = signed_in("ana"), f"/admin/stories/source/{source.pk}/"
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', ana.get(page)))
    amended = {"name": "Ilva Courier", "kind": "wire", "owner": "Sarr Press", "url": "", "alias": "The Courier"}
    assert ana.post(page, form | amended).status_code == 303
    source.refresh_from_db()
    assert (source.kind, source.owner, source.aliases) == ("wire", "Sarr Press", ["The Courier"])
    assert signed_in("olga").client.get(page).status_code == 200


def test_all_that_a_source_published_is_taken_back_once(analysed: Any, signed_in: Any) -> None:
    source, ana = reading.Source.objects.get(), signed_in("ana")
    address = f"/admin/stories/source/{source.pk}/withdraw/"
    assert address in ana.get(f"/admin/stories/source/{source.pk}/")
    page = ana.get(address)
    assert "1 article stands in 1 story." in page
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert ana.post(address, hidden | {"reason": "", "scope": "own"}).status_code == 422
    assert "article.withdrawn" not in analysed.events()
    sent = hidden | {"reason": "The outlet took it all down.", "scope": "own"}
    for _twice in range(2):
        assert ana.post(address, sent).status_code == 303
    assert analysed.events().count("article.withdrawn") == 1
    assert "0 articles stand" in ana.get(address)
    rita = signed_in("rita")
    assert "Your role does not allow this." in rita.get(address)
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', rita.get("/admin/keys/"))[0]
    assert rita.post(address, sent | {"csrfmiddlewaretoken": token}).status_code == 403
    ana.get(f"/admin/stories/source/src_{'0' * 32}/withdraw/", 404)


def test_after_the_login_nobody_is_sent_elsewhere(newsroom: Any) -> None:
    """The session is a fresh one, and `next` leads to our own pages alone."""
    ana = User.objects.get(username="ana")
    ana.set_password("a long and quiet river")
    ana.save()
    browser = Client()
    browser.cookies["sessionid"] = "fixed-by-somebody-else"
    typed = {"username": "ana", "password": "a long and quiet river", "next": "//evil.example/"}
    answer = browser.post("/admin/login/?next=//evil.example/", typed)
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert answer.cookies["sessionid"].value != "fixed-by-somebody-else"


def test_a_desk_without_anything_says_what_it_is_for(newsroom: Any, signed_in: Any) -> None:
    page = signed_in("ana").get("/admin/")
    assert "No claims wait for a decision." in page
    assert "Flood in Port Ilva" in page


def test_the_desk_lists_what_waits(newsroom: Any, signed_in: Any, settings: Any) -> None:
    settings.NEWSROOM_APPROVALS = 2
    held, pending = newsroom.made(), newsroom.made("The bridge to Sorn is closed.")
    ana = signed_in("ana")
    ana.send(newsroom.address(held), "hold", reason="checking", note="")
    blank = {"kind": "call", "terms": "on_record", "summary": ""}
    ana.send(newsroom.address(pending), "verify", evidence=["1"], publish="on", **blank)
    page = ana.get("/admin/")
    found = re.findall(r'<li class="need[^>]*id="(clm_\w+)".*?>(.*?)</ul>', page, re.DOTALL)
    rows = dict(found)
    assert "Waiting for approval" in rows[pending.id]
    assert "Waiting for approval" not in rows[held.id]
    assert "Held" in rows[held.id]
    assert "Approve" in rows[pending.id]
    only = ana.get("/admin/?reason=approval")
    assert f'id="{pending.id}"' in only
    assert f'id="{held.id}"' not in only


def test_who_goes_astray_stays_at_the_desk(newsroom: Any, signed_in: Any, client: Any) -> None:
    ana = signed_in("ana")
    for address, status in (
        ("/admin/nothing/", 404),
        (f"/admin/stories/claim/clm_{'0' * 32}/", 404),
        ("/admin/auth/user/", 403),
    ):
        page = ana.get(address, status=status)
        assert "To the desk" in page
        assert 'class="desk-menu"' in page
    assert 'class="desk-menu"' not in client.get("/stories/nothing/").content.decode()
    signed_in("gus").get("/admin/nothing/", status=404)


def test_a_box_counts_the_lines_that_it_has(newsroom: Any, signed_in: Any) -> None:
    """What was taken back is counted by its status, and stands elsewhere."""
    kept, gone = newsroom.made(), newsroom.made("The bridge to Sorn is closed.")
    ana, hedda = signed_in("ana"), signed_in("hedda")
    for claim in (kept, gone):
        ana.send(newsroom.address(claim), "accept", statement=claim.statement, publish="on")
    assert hedda.send(newsroom.address(gone), "withdraw", reason="It was a hoax.").status_code == 303
    box = ana.get(newsroom.page).split('id="reported"')[1].split("</section>")[0]
    assert '<span class="count">1</span>' in box
    assert "more under Claims" not in box


def test_an_article_moves_and_a_story_is_merged(analysed: Any, signed_in: Any) -> None:
    by = by_user(User.objects.get(username="ana"))
    other = create_story("Storm over Sorn", "storm-sorn", Order(by, now()), public=False).stream
    article = next(iter(analysed.state().articles))
    ana, page = signed_in("ana"), f"/admin/stories/article/{article}/"
    assert ana.send(page, "move", to=other).status_code == 303
    assert "Storm over Sorn" in ana.get(page)
    assert article not in analysed.state().articles
    assert ana.send(f"/admin/stories/story/{other}/", "merge", into=analysed.story).status_code == 303
    assert article in analysed.state().articles
    merged = ana.get(f"/admin/stories/story/{other}/")
    assert "went into another one" in merged
    assert f'href="{analysed.page}"><bdi>Flood in Port Ilva</bdi></a>' in merged
    assert 'id="verb-claim"' not in merged
    assert "badge-merged" in ana.get("/admin/stories/story/?q=sorn")


def test_what_a_withdrawn_article_said_no_longer_waits(analysed: Any, signed_in: Any) -> None:
    editor = signed_in("ana")
    by_hand = analysed.made()
    (article,) = analysed.state().articles
    assert editor.get("/admin/").count("fish market") > 0
    editor.send(f"/admin/stories/article/{article}/", "withdraw", reason="It was a hoax", by="source", scope="own")
    for address in ("/admin/?reason=decide", analysed.page):
        waiting = editor.get(address).split("To decide")[-1].split("<h2")[0]
        assert "fish market" not in waiting
        assert by_hand.statement in waiting
    listed = editor.get(f"{analysed.page}claims/?status=to_decide")
    assert "to decide 1</a>" in listed
    assert "fish market" not in listed
    assert "fish market" in editor.get(f"{analysed.page}claims/?status=detected")
