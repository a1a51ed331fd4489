"""What deceives the eye is kept as it came and spelled out wherever it is shown."""

from typing import Any

from django.template.loader import get_template
from django.urls import reverse

from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.domain.actors import MACHINE
from stories.models.reading import Article
from stories.projections.stories import refresh

TURNED = "Harrow \u202edlareH"


def test_a_name_that_turns_the_direction_is_stored_raw_and_shown_with_its_turn(newsroom: Any, signed_in: Any) -> None:
    filed = file_article(
        Incoming(source=SourceGiven(name=TURNED), text="The pilots met on Monday.", title="Fog\u200b & <b>rain</b>"),
        Order(MACHINE, now()),
    )
    refresh(filed.story)
    assert Article.objects.get(pk=filed.article).source_name == TURNED
    page = signed_in("ana").get(reverse("admin:stories_article_page", args=[filed.article]))
    assert "<bdi>Harrow ⟦U+202E⟧dlareH</bdi>" in page
    assert "<bdi>Fog⟦U+200B⟧ &amp; &lt;b&gt;rain&lt;/b&gt;</bdi>" in page


def test_no_template_can_forget_it() -> None:
    for name, words in {
        "admin/stories/reach_article.html": "one.title|default:one.id|visible",
        "pages/lines.html": "outlet.name|visible",
        "pages/head.html": "title|visible",
    }.items():
        template: Any = get_template(name)
        assert words in template.template.source
    made: Any = get_template("admin/stories/api_call.html")
    assert "|visible" not in made.template.source
