"""The reach of an article that was taken back: the page that prints, and the notice that is sent from it."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from stories.admin.reach_room import NOTICE
from stories.application import taking_back
from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.jobs import go_on
from stories.application.late_reprints import propose_late
from stories.application.people import by_user
from stories.application.reactions import analyse_new
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Judgement
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.models import JobLine


def _article(newsroom: Any) -> str:
    (article,) = newsroom.state().articles
    return f"/admin/stories/article/{article}/"


def test_the_page_lists_the_claims_and_a_get_changes_nothing(analysed: Any, signed_in: Any) -> None:
    ana, address, claim = signed_in("ana"), _article(analysed), analysed.claim("rescued")
    ana.send(analysed.address(claim), "accept", statement=claim.statement, publish="on")
    assert "reach/" not in ana.get(address)
    ana.send(address, "withdraw", reason="It was a hoax.", by="source", scope="own")
    assert f'href="{address}reach/"' in ana.get(address)
    before = analysed.events()
    page = ana.get(f"{address}reach/")
    assert analysed.events() == before
    assert claim.statement in page
    assert "public from version" in page
    assert "KILL" in page
    assert "It was a hoax." in page
    assert "What is not known" in page
    assert page.index("What readers saw of it") < page.index(claim.statement) < page.index("that readers never saw")
    assert "held: support lost" in page
    signed_in("gus").get(f"{address}reach/", 403)


def test_an_editor_edits_the_draft_and_sends_it_once(analysed: Any, signed_in: Any) -> None:
    ana, address = signed_in("ana"), _article(analysed)
    assert "The article stands." in ana.get(address)
    ana.send(address, "withdraw", reason="It was a hoax.", by="source", scope="own")
    form = ana.form(address, "notice")
    assert "KILL" in ana.get(f"{address}notice/")
    typed = {**form, "kind": "kill", "text": "KILL\nSlug: flood-ilva\nPlease do not use."}
    ana.post(f"{address}notice/", typed)
    ana.post(f"{address}notice/", typed)
    assert analysed.events().count("notice.sent") == 1
    assert "notice" in ana.get(f"{address}reach/")
    assert set(NOTICE) == {"notice"}


def test_a_reporter_sends_no_notice(analysed: Any, signed_in: Any) -> None:
    address = _article(analysed)
    ana = signed_in("ana")
    ana.send(address, "withdraw", reason="It was a hoax.", by="source", scope="own")
    form = ana.form(address, "notice")
    rita = signed_in("rita")
    rita.get("/admin/keys/")
    token = {"csrfmiddlewaretoken": rita.client.cookies["csrftoken"].value}
    answer = rita.post(f"{address}notice/", {**form, **token, "kind": "kill", "text": "x"})
    assert answer.status_code == 403
    assert "notice.sent" not in analysed.events()


def test_what_others_took_is_confirmed_on_the_page_of_its_suggestion(analysed: Any, signed_in: Any) -> None:
    ana, address = signed_in("ana"), _article(analysed)
    ana.send(address, "withdraw", reason="It was a hoax.", by="source", scope="origin", block="on")
    (suggestion,) = analysed.state().suggestions
    page = ana.get(f"/admin/stories/suggestion/{suggestion}/")
    assert "What rests on it here: <bdi>" in page
    assert "<bdi></bdi>" not in page
    assert "In other stories" not in page
    source = analysed.state().source_of(next(iter(analysed.state().articles.values()))).id
    assert "source.article_blocked" in [one.envelope.type for one in read_stream(StreamRef.parse(source))]
    ana.send(f"/admin/stories/suggestion/{suggestion}/", "confirm", note="")
    assert analysed.state().suggestions[suggestion].judgement is Judgement.CONFIRMED


def test_a_reprint_that_came_in_later_is_named_on_the_page_of_its_suggestion(analysed: Any, signed_in: Any) -> None:
    ana, address = signed_in("ana"), _article(analysed)
    ana.send(address, "withdraw", reason="It was a hoax.", by="source", scope="own")
    (text,) = (one.head_revision.text for one in analysed.state().articles.values())
    late = Incoming(source=SourceGiven(name="Ilva Echo"), text=text, title="Still under water", story=analysed.story)
    id_ = file_article(late, Order(MACHINE, now())).article
    for follows in (analyse_new, propose_late):
        follows(list(read_stream(StreamRef.parse(analysed.story))))
    (made,) = analysed.state().suggestions.values()
    page = ana.get(f"/admin/stories/suggestion/{made.id}/")
    assert "In one article that came in later:" in page
    assert f"/admin/stories/article/{id_}/" in page
    assert "Ilva Echo: Still under water" in page
    assert "Nothing stands." not in page
    ana.send(f"/admin/stories/suggestion/{made.id}/", "confirm", note="")
    assert "Nothing stands." in ana.get(f"/admin/stories/suggestion/{made.id}/")


def test_a_withdrawal_in_many_stories_names_what_was_not_done(analysed: Any, signed_in: Any) -> None:
    ana, story = signed_in("ana"), analysed.state().id
    by = by_user(User.objects.get(username="ana"))
    job = go_on(
        uuid4(), by, kind=taking_back.KIND, title="Withdraw all of Ilva Post", lines=[b"%d" % n for n in range(4)]
    )
    told = {"story": story, "title": "Flood", "source": "src_" + "1" * 32}
    became = [
        (201, told),
        (422, told | {"detail": "Not now."}),
        (201, told | {"copied_in": [story]}),
        (500, {"detail": "Nobody knows."}),
    ]
    for line, (status, result) in enumerate(became, start=1):
        JobLine.objects.filter(job=job, line=line).update(status=status, result=result)
    page = ana.get(f"/admin/bulk/job_{job.id.hex}/")
    assert "Not now." in page
    assert page.count("Withdraw again") == 1
    assert "copies found in 1 other story" in page
    assert "Nobody knows." in page
