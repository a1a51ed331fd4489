"""The pages speak the reader's language where we have it, whole; dates, plurals and quotation marks included."""

from datetime import UTC, datetime
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils.translation import gettext, override

from stories.application.ids import new_id
from stories.domain import commands_claim as claims
from stories.domain.actors import MACHINE
from stories.domain.commands_article import FileArticle, Findings
from stories.domain.records import SourceCopy
from stories.domain.values import Appearance, ArticleId, ClaimId, SourceId, Voice
from stories.domain.vocabulary import CorrectionKind, SourceKind
from stories.models import reading
from stories.pages.answers import LANGUAGES
from stories.pages.wording import sum_in_words, time_in_words
from tests.domain import scenes
from tests.domain.play import digest
from tests.pages.catalogue import catalogue, compiled, extracted, is_translated, languages

PAGE = "/stories/lamp-strike/"


def by_words(found: Catalog) -> dict[Any, Message]:
    """By context and the words in the singular."""
    return {(one.context, one.id if isinstance(one.id, str) else one.id[0]): one for one in found if one.id}


def test_every_language_but_our_own_has_a_catalogue() -> None:
    assert sorted(LANGUAGES) == sorted(["en", *languages()])


@pytest.mark.parametrize("language", languages())
def test_the_catalogue_holds_what_the_pages_say_and_nothing_else(language: str) -> None:
    """After a change of words: `.venv/bin/python tests/pages/catalogue.py`."""
    ours, theirs = by_words(extracted()), by_words(catalogue(language))
    assert len(ours) > 90
    assert set(ours) - set(theirs) == set()
    assert set(theirs) - set(ours) == set()


@pytest.mark.parametrize("language", languages())
def test_nothing_is_left_untranslated(language: str) -> None:
    for one in by_words(catalogue(language)).values():
        assert is_translated(one), one.id
        assert not one.fuzzy, one.id
        assert [str(error) for error in one.check()] == []


@pytest.mark.parametrize("language", languages())
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    def told(found: Catalog) -> dict[Any, Any]:
        return {
            words: one.string if isinstance(one.string, str) else tuple(one.string or ())
            for words, one in by_words(found).items()
        }

    assert told(compiled(language)) == told(catalogue(language))


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("d" * 600, "en"),
        ("de;q=nonsense, \x7f", "en"),
    ],
)
def test_the_readers_first_language_that_we_have(desk: Any, client: Any, wanted: str, language: str) -> None:
    for address in (PAGE, "/stories/"):
        answer = client.get(address, headers={"accept-language": wanted})
        assert answer["Content-Language"] == language
        assert f'<html lang="{language}" dir="ltr">' in answer.content.decode()
        assert "Accept-Language" in answer["Vary"]


def test_each_language_has_a_tag_of_its_own(desk: Any, client: Any) -> None:
    tags = {client.get(PAGE, headers={"accept-language": one})["ETag"] for one in LANGUAGES}
    assert len(tags) == len(LANGUAGES)


def test_a_german_page_is_german_throughout(desk: Any, client: Any) -> None:
    line = desk.claim("The kiln is cold.")
    desk.do(claims.VerifyClaim(line, (1,)))
    page = client.get(PAGE, headers={"accept-language": "de"}).content.decode()
    for said in ("Was wir wissen", "Bestätigt", "1 bestätigt", "Aus eigener Recherche", "laut <bdi>Odo Brant</bdi>"):
        assert said in page
    for said in ("Verified", "What", "Nothing", "according", "Report"):
        assert f">{said}" not in page
    with override("de"):
        assert gettext("Disputed") == "Umstritten"


def test_numbers_and_times_follow_the_language() -> None:
    at = datetime(2026, 3, 2, 8, 5, tzinfo=UTC)
    with override("en"):
        assert time_in_words(at) == "2 Mar 2026, 08:05 UTC"
        assert sum_in_words(outlets=1, origins=1, own=False) == "Reported by 1 outlet, 1 origin"
        assert sum_in_words(outlets=4, origins=2, own=False) == "Reported by 4 outlets, 2 origins"
    with override("de"):
        assert time_in_words(at) == "2. März 2026, 08:05 UTC"
        assert sum_in_words(outlets=4, origins=2, own=True) == "Berichtet von 4 Medien und selbst belegt, 2 Ursprünge"


def test_words_in_another_language_than_the_page_say_so(desk: Any, client: Any) -> None:
    text = "Der Ofen ist kalt."
    article, line = ArticleId(new_id("art")), ClaimId(new_id("clm"))
    outlet = SourceCopy(SourceId(new_id("src")), "Tarner Bote", SourceKind.OUTLET)
    seen = Appearance(article, 1, ((0, len(text)),), text, digest(text), Voice.OUTLET, ())
    desk.do(FileArticle(article, outlet, text, digest(text), language="de"))
    desk.do(scenes.analysis(article, findings=Findings(extracted=(scenes.extracted(line, seen),))), by=MACHINE)
    desk.do(claims.AcceptClaim(line), claims.AcceptClaim(desk.claim("The kiln is cold.")))
    pages = {one: client.get(PAGE, headers={"accept-language": one}).content.decode() for one in LANGUAGES}
    assert f'<p class="say" dir="auto" lang="de">{text}</p>' in pages["en"]
    assert f'dir="auto" lang="de">{text}</a>' in pages["en"]
    assert f'<p class="say" dir="auto">{text}</p>' in pages["de"]
    assert 'lang="en">' not in pages["de"].partition("<main")[2]
    assert f'<span dir="auto" lang="de">{text}</span>' in client.get(f"{PAGE}v/").content.decode()
    assert f'<p class="say" dir="auto" lang="de">{text}</p>' in client.get(f"{PAGE}embed/").content.decode()


def test_titles_and_former_words_in_another_language_say_so(desk: Any, client: Any) -> None:
    text = "Der Ofen ist kalt."
    article, line = ArticleId(new_id("art")), ClaimId(new_id("clm"))
    outlet = SourceCopy(SourceId(new_id("src")), "Tarner Bote", SourceKind.OUTLET)
    seen = Appearance(article, 1, ((0, len(text)),), text, digest(text), Voice.OUTLET, ())
    desk.do(FileArticle(article, outlet, text, digest(text), title="Streik in Tarn", language="de"))
    desk.do(scenes.analysis(article, findings=Findings(extracted=(scenes.extracted(line, seen),))), by=MACHINE)
    desk.do(claims.AcceptClaim(line))
    pages = {one: client.get(PAGE, headers={"accept-language": one}).content.decode() for one in LANGUAGES}
    assert '<bdi lang="de">Streik in Tarn</bdi>' in pages["en"]
    assert "<bdi>Streik in Tarn</bdi>" in pages["de"]
    desk.do(claims.CorrectClaim(line, CorrectionKind.CORRECTION, "kalt", "warm", "It was warm."))
    for address in (PAGE, "/corrections/"):
        page = client.get(address).content.decode()
        assert '<del dir="auto" lang="de">kalt</del>' in page
        assert '<ins dir="auto" lang="de">warm</ins>' in page
        assert '<p class="told" dir="auto">It was warm.</p>' in page


@pytest.mark.parametrize(("languages", "spoken"), [(["de", "de-AT"], None), (["de", "de"], "de"), ([], None)])
def test_a_line_by_hand_is_in_the_language_of_the_story(desk: Any, client: Any, languages: Any, spoken: Any) -> None:
    for n, language in enumerate(languages):
        article, text = ArticleId(new_id("art")), f"Der Ofen ist kalt, Tag {n}."
        outlet = SourceCopy(SourceId(new_id("src")), "Tarner Bote", SourceKind.OUTLET)
        desk.do(FileArticle(article, outlet, text, digest(text), language=language))
        desk.do(scenes.analysis(article, findings=Findings()), by=MACHINE)
    line = desk.claim("Der Ofen bleibt aus.")
    desk.do(claims.AcceptClaim(line))
    told = f'<p class="say" dir="auto"{f" lang={spoken!r}" if spoken else ""}>Der Ofen bleibt aus.</p>'.replace(
        "'", '"'
    )
    assert told in client.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert reading.Claim.objects.get(pk=line).document["lang"] == spoken


def test_the_log_of_changes_keeps_quotation_marks(desk: Any, client: Any) -> None:
    words = "The kiln is cold."
    article, line = ArticleId(new_id("art")), ClaimId(new_id("clm"))
    seen = Appearance(article, 1, ((0, len(words)),), words, digest(words), Voice.QUOTED, ())
    outlet = SourceCopy(SourceId(new_id("src")), "Tarn Post", SourceKind.OUTLET)
    desk.do(FileArticle(article, outlet, words, digest(words), language="en"))
    desk.do(scenes.analysis(article, findings=Findings(extracted=(scenes.extracted(line, seen),))), by=MACHINE)
    desk.do(claims.AcceptClaim(line))
    assert f"<q>{words}</q></a>" in client.get(f"{PAGE}changes/").content.decode()
