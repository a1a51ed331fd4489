"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, path, re_path

from stories.api import (
    articles,
    claims,
    contradictions,
    exports,
    feed_urls,
    intake_urls,
    keys,
    log,
    questions,
    sources,
    stories,
    story_parts,
    suggestions,
    webhook_urls,
)
from stories.api.problems import no_such_address
from stories.api.reference import views as reference
from stories.api.verbs import CLAIM_VERBS

urlpatterns: list[URLPattern] = [
    path("stories/", stories.stories),
    path("stories/<str:name>/", exports.story),
    re_path(rf"^stories/(?P<name>[^/.]+)\.(?P<form>{'|'.join(exports.FORMS)})$", exports.story_as),
    path("stories/<str:name>/claims/", story_parts.claims),
    path("stories/<str:name>/contradictions/", story_parts.contradictions),
    path("stories/<str:name>/corrections/", story_parts.corrections),
    path("stories/<str:name>/articles/", story_parts.articles),
    path("stories/<str:name>/sources/", story_parts.story_sources),
    path("stories/<str:name>/events/", story_parts.events),
    path("stories/<str:name>/diff/", story_parts.story_diff),
    path("stories/<str:name>/questions/", questions.questions),
    re_path(
        rf"^stories/(?P<name>[^/]+)/(?P<verb>{'|'.join([*stories.VERBS, 'merge', 'split'])})/$", stories.story_verb
    ),
    path("articles/", articles.articles),
    path("articles/<str:id_>/", articles.article),
    re_path(rf"^articles/(?P<id_>[^/]+)/(?P<verb>{'|'.join([*articles.VERBS, 'move'])})/$", articles.article_verb),
    path("claims/<str:id_>/", claims.claim),
    path("claims/<str:id_>/history/", claims.history),
    path("claims/<str:id_>/provenance/", claims.claim_provenance),
    re_path(rf"^claims/(?P<id_>[^/]+)/(?P<verb>{'|'.join(CLAIM_VERBS)})/$", claims.claim_verb),
    path("claims/<str:id_>/evidence/<int:n>/strike/", claims.strike),
    path("contradictions/", contradictions.contradictions),
    path("contradictions/<str:id_>/", contradictions.contradiction),
    re_path(r"^contradictions/(?P<id_>[^/]+)/(?P<verb>resolve|dismiss)/$", contradictions.contradiction_verb),
    path("suggestions/", suggestions.suggestions),
    re_path(r"^suggestions/(?P<id_>[^/]+)/(?P<verb>confirm|reject|unsure)/$", suggestions.suggestion_verb),
    path("questions/<str:id_>/", questions.question),
    re_path(r"^questions/(?P<id_>[^/]+)/(?P<verb>assign|answer|close)/$", questions.question_verb),
    path("sources/", sources.sources),
    path("sources/<str:id_>/", sources.source),
    path("sources/<str:id_>/withdraw/", sources.withdraw),
    path("events/", log.events),
    path("events/<str:id_>/", log.event),
    path("keys/", keys.keys),
    path("keys/<str:id_>/", keys.key),
    re_path(r"^keys/(?P<id_>[^/]+)/(?P<verb>rotate|revoke)/$", keys.key_verb),
    *intake_urls.urlpatterns,
    *feed_urls.urlpatterns,
    *webhook_urls.urlpatterns,
    path("openapi.json", reference.openapi),
    path("docs/", reference.docs),
    path("schemas/events/", reference.event_schemas),
    path("schemas/events/<str:type_>/<int:schema>/", reference.event_schema),
    re_path(r"", no_such_address),
]
