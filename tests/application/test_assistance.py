"""A language model beside the worker: asked once a text, kept in the log, missed by nobody when it fails."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stories.application import assistance, readings
from stories.application.handle import Order, handle_story, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.rebuilding import rebuild
from stories.domain.actors import MACHINE, By
from stories.domain.assistance import Assistance, Assisted
from stories.domain.commands_article import RequestReanalysis
from stories.domain.story import Story
from stories.domain.values import ArticleId, PersonId
from stories.domain.vocabulary import Publication, Role
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.gateways.proposals import prompt_hash

Pump = Callable[[], None]

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TEXT = (
    "The Orlan mill burned down on Monday.\n\n"
    "For Ilse Tanner of the valley museum, the mill was worth 400,000 crowns.\n\n"
    "“Nobody was inside,” fire chief Jon Osk said."
)
WORTH = "the mill was worth 400,000 crowns"
CLAIM = {
    "paragraph": 2,
    "words": WORTH,
    "speaker": "Ilse Tanner",
    "cue": "For",
    "polarity": "affirmed",
    "modality": "happened",
}


@dataclass
class Model:
    """A server on loopback. claims: what it answers while status is 200. asked: how often it was."""

    url: str = ""
    status: int = 200
    claims: list[dict[str, Any]] = field(default_factory=lambda: [CLAIM])
    asked: int = 0


@pytest.fixture
def model(settings: Any, tmp_path: Path) -> Iterator[Model]:
    """One that the settings name, with nothing spent and nobody at rest."""
    known = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            known.asked += 1
            self.rfile.read(int(self.headers["Content-Length"]))
            content = json.dumps({"claims": known.claims})
            body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(known.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    known.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    settings.NEWSROOM_LLM_URL, settings.NEWSROOM_LLM_MODEL = known.url, "small-one"
    settings.NEWSROOM_LLM_INSIDE, settings.NEWSROOM_DATA = True, tmp_path
    assistance.PATIENCE.forget()
    yield known
    assistance.PATIENCE.forget()
    server.shutdown()
    server.server_close()


@pytest.fixture
def story(committed_db: object) -> str:
    return create_story("The Orlan mill", None, Order(MACHINE, now()), public=False).stream


def sent(story: str, name: str = "Fenwick Post", text: str = TEXT) -> Incoming:
    url = f"https://{name.replace(' ', '').lower()}.example/mill"
    return Incoming(source=SourceGiven(name=name), text=text, url=url, published_at=NOON, story=story)


def file(incoming: Incoming) -> None:
    file_article(incoming, Order(MACHINE, now()))


def folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 10_000).state


def found(story: str) -> list[tuple[str, str | None, str, int]]:
    """What the model pointed at and stands: words, speaker, extractor, revision."""
    return [
        (item.appearance.text, item.appearance.attribution[0].speaker, item.extractor, item.appearance.revision)
        for claim in folded(story).claims.values()
        for item in claim.appearances
        if item.standing and item.extractor != "rules@1"
    ]


def helped(story: str, name: str = "Fenwick Post") -> Assistance | None:
    state = folded(story)
    (article,) = (one for one in state.articles.values() if state.source_of(one).name == name)
    return article.head_revision.assistance


def test_what_it_points_at_becomes_a_claim_and_the_log_says_how(model: Model, story: str, pump: Pump) -> None:
    file(sent(story))
    pump()
    assert found(story) == [(WORTH, "Ilse Tanner", "llm@1", 1)]
    claim = next(one for one in folded(story).claims.values() if one.extractor == "llm@1")
    assert [str(one.low) for one in claim.values.quantities] == ["400000"]
    told = helped(story)
    assert told is not None
    assert (told.model, told.prompt, told.outcome) == ("small-one", prompt_hash(), Assisted.READ)
    assert len(told.answer or "") == 64


def test_nobody_is_asked_twice_about_a_text(model: Model, story: str, pump: Pump) -> None:
    file(sent(story))
    pump()
    readings.forget()  # as in another worker, or after a restart
    file(sent(story, "Valley Herald", TEXT.replace("burned down", "was lost")))
    pump()
    assert model.asked == 2
    readings.forget()
    before = folded(story).version
    assert not rebuild("stories", tell=lambda _done, _all: None).left
    pump()
    assert (model.asked, folded(story).version) == (2, before)
    assert {one[1:] for one in found(story)} == {("Ilse Tanner", "llm@1", 1)}


@pytest.mark.parametrize("status", [500, 401])
def test_without_it_the_local_reading_stands(model: Model, story: str, pump: Pump, status: int, settings: Any) -> None:
    model.status = status
    file(sent(story))
    pump()
    told = helped(story)
    assert told is not None
    assert (told.outcome, told.pointed) == (Assisted.STATUS, ())
    assert not found(story)
    local = {claim.statement for claim in folded(story).claims.values()}
    settings.NEWSROOM_LLM_URL = ""
    other = create_story("The mill again", None, Order(MACHINE, now()), public=False).stream
    file(sent(other, "Northern Wire"))
    pump()
    assert {claim.statement for claim in folded(other).claims.values()} == local
    assert helped(other, "Northern Wire") is None


def test_one_that_fails_and_fails_is_left_alone(model: Model, story: str, pump: Pump) -> None:
    model.status = 401
    for n in range(assistance.IN_A_ROW + 1):
        file(sent(story, f"Paper {n}", TEXT + f"\n\nSchool {n} stays shut."))
    pump()
    assert model.asked == assistance.IN_A_ROW
    outcomes = [one.head_revision.assistance for one in folded(story).articles.values()]
    assert [one.outcome for one in outcomes if one] == [Assisted.STATUS] * 3 + [Assisted.RESTING]


def test_the_day_and_the_article_have_their_measure(model: Model, story: str, pump: Pump, settings: Any) -> None:
    settings.NEWSROOM_LLM_BUDGET = (1, 300)
    for name, text in (("One", TEXT), ("Two", TEXT + "\n\nOne."), ("Three", TEXT + "\n\nIt rained for days." * 20)):
        file(sent(story, name, text))
        pump()
    outcomes = [told.outcome for name in ("One", "Two", "Three") if (told := helped(story, name))]
    assert outcomes == [Assisted.READ, Assisted.OVER_BUDGET, Assisted.TOO_LONG]
    assert model.asked == 1


def test_a_claim_outlives_a_correction_of_the_text_while_the_model_is_away(
    model: Model, story: str, pump: Pump
) -> None:
    file(sent(story))
    pump()
    model.status = 401
    file(replace(sent(story, text="Corrected. " + TEXT), modified_at=NOON + timedelta(hours=1)))
    pump()
    assert found(story) == [(WORTH, "Ilse Tanner", "llm@1", 2)]
    told = helped(story)
    assert told is not None
    assert told.outcome is Assisted.STATUS


def test_a_claim_outlives_the_end_of_the_help(model: Model, story: str, pump: Pump, settings: Any) -> None:
    file(sent(story))
    pump()
    settings.NEWSROOM_LLM_URL = ""
    file(replace(sent(story, text="Corrected. " + TEXT), modified_at=NOON + timedelta(hours=1)))
    pump()
    assert found(story) == [(WORTH, "Ilse Tanner", "llm@1", 2)]
    told = helped(story)
    assert told is not None
    assert (told.outcome, told.model, model.asked) == (Assisted.OFF, "small-one", 1)


def test_words_that_the_correction_takes_back_go(model: Model, story: str, pump: Pump) -> None:
    file(sent(story))
    pump()
    model.claims = []
    file(replace(sent(story, text=TEXT.replace("400,000", "300,000")), modified_at=NOON + timedelta(hours=1)))
    pump()
    assert not found(story)


def test_who_asks_for_another_reading_gets_another_answer(model: Model, story: str, pump: Pump) -> None:
    file(sent(story))
    pump()
    model.claims = []
    (article,) = folded(story).articles
    editor = By("usr_" + "1" * 32, PersonId("usr_" + "1" * 32), frozenset({Role.EDITOR}))
    handle_story(story, lambda _: [RequestReanalysis(ArticleId(article), "again")], Order(editor, now()))
    pump()
    assert model.asked == 2
    assert not found(story)


def test_nothing_under_embargo_leaves_the_house(model: Model, story: str, pump: Pump) -> None:
    file(replace(sent(story), pubstatus=Publication.WITHHELD, embargo_until=now() + timedelta(days=1)))
    pump()
    assert (model.asked, helped(story)) == (0, None)


def test_the_text_command_reads_with_it_where_told(
    model: Model, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    rows = tmp_path / "articles.ndjson"
    rows.write_text("\n".join(json.dumps({"id": n, "text": TEXT}) for n in range(2)))
    call_command("analyse", str(rows))
    plain = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert model.asked == 0
    call_command("analyse", str(rows), assisted=True)
    helped = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert model.asked == 2
    for before, after in zip(plain, helped, strict=True):
        (claim,) = [one for one in after["claims"] if one not in before["claims"]]
        assert (claim["text"], claim["attribution"][0]["speaker"]) == (WORTH, "Ilse Tanner")
        assert after["quantities"] == before["quantities"]
    settings.NEWSROOM_LLM_URL = ""
    with pytest.raises(CommandError):
        call_command("analyse", str(rows), assisted=True)


def test_an_answer_that_stands_nowhere_is_counted(model: Model, story: str, pump: Pump) -> None:
    model.claims = [{**CLAIM, "words": WORTH.replace("400", "900")}, {**CLAIM, "speaker": "Ilse Tamner"}]
    file(sent(story))
    pump()
    told = helped(story)
    assert told is not None
    assert {one.reason: one.count for one in told.rejected} == {"speaker-not-in-text": 1, "words-not-in-text": 1}
    assert (told.outcome, told.pointed, found(story)) == (Assisted.READ, (), [])
