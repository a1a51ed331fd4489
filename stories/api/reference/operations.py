"""Every operation of the API: one row of a table each, made of the very types that the views read and answer with."""

from dataclasses import replace
from typing import Any

from stories.api import articles, bodies, bodies_claims, moments, questions, stories
from stories.api import story_parts as parts
from stories.api.reference import answers, reasons
from stories.api.reference.bulk import BULK
from stories.api.reference.desk import DESK
from stories.api.reference.doors import DOORS
from stories.api.reference.operation import MADE, Operation, acts, reads
from stories.api.reference.outside import OUTSIDE
from stories.api.reference.proofs import PROOFS
from stories.api.reference.reach_answers import REACHES
from stories.api.verbs import CLAIM_VERBS
from stories.domain.vocabulary import Scope
from stories.projections import shapes, shapes_article

_STORY_VERBS = {
    "open": "Open a story that a machine proposed",
    "publish": "Let readers see the story",
    "unpublish": "Take the story from readers",
    "close": "Close the story",
    "reopen": "Reopen a closed story",
    "amend": "Change title, slug or how many origins a line needs",
    "note": "Leave a note for the desk",
}
_ARTICLE_VERBS = {
    "withdraw": "Withdraw an article, or one revision, or all that rests on its origin",
    "hold": "Hold an article back",
    "release": "Release a held article",
    "amend": "Mend title, byline, address, language, date or source",
    "reclassify": "Say what a revision is",
    "reanalyse": "Have an article analysed again",
}
_CLAIM_VERBS = {
    "accept": "Report a detected claim",
    "dismiss": "Dismiss a detected claim",
    "restore": "Bring a dismissed claim back",
    "assign": "Give a claim to somebody to check, or to nobody",
    "note": "Leave a note on a claim",
    "evidence": "File evidence",
    "verify": "Verify a claim on evidence",
    "refute": "Refute a claim on evidence",
    "mark_inconclusive": "Say that it can be neither verified nor refuted",
    "approve": "Approve a colleague's proposal",
    "dispute": "Say that a claim is disputed",
    "supersede": "Say that another claim has taken its place",
    "correct": "Correct what readers saw",
    "hold": "Hold a claim back",
    "release": "Release a held claim to readers",
    "withdraw": "Withdraw a claim; readers keep a notice",
    "reinstate": "Bring a withdrawn claim back",
    "amend": "Change wording, speaker, values, section or rank",
    "recheck": "Say that it still stands, or when to look again",
    "merge": "Merge a claim into another that says the same",
    "split": "Make a claim of some of its appearances and evidence",
    "undo": "Undo your own decision of the last ten minutes",
}

_STORIES: tuple[Operation, ...] = (
    reads("/stories/", "list_stories", "Stories, newest first", answers.Stories, query=stories.StoryList),
    acts(
        "/stories/",
        "create_story",
        "Begin a story",
        bodies.NewStory,
        answers.StoryAfter,
        scopes=(Scope.STORIES_WRITE,),
        **MADE,
    ),
    reads(
        "/stories/{story}/", "read_story", "The verified state, now or at any moment", shapes.State, query=moments.When
    ),
    reads("/stories/{story}/claims/", "list_claims", "All claims of a story", answers.Claims, query=parts.ClaimList),
    acts(
        "/stories/{story}/claims/",
        "create_claim",
        "Make a claim by hand",
        bodies_claims.NewClaim,
        answers.ClaimAfter,
        **MADE,
    ),
    reads(
        "/stories/{story}/contradictions/",
        "list_story_contradictions",
        "Contradictions of a story",
        answers.Contradictions,
        query=parts.ContradictionList,
    ),
    reads(
        "/stories/{story}/corrections/",
        "list_corrections",
        "What was corrected or taken back",
        answers.Claims,
        query=parts.Part,
    ),
    reads(
        "/stories/{story}/articles/", "list_articles", "Articles of a story", answers.StoryArticles, query=parts.Part
    ),
    reads(
        "/stories/{story}/sources/", "read_story_sources", "Outlets by origin", reasons.StorySources, query=moments.When
    ),
    reads(
        "/stories/{story}/events/",
        "list_story_events",
        "What happened, in order",
        answers.StoryEvents,
        query=parts.EventList,
    ),
    reads("/stories/{story}/diff/", "diff_story", "Two versions side by side", reasons.Diff, query=parts.Differences),
    reads(
        "/stories/{story}/questions/",
        "list_questions",
        "What is not known yet",
        answers.Questions,
        query=questions.QuestionList,
    ),
    acts(
        "/stories/{story}/questions/",
        "ask_question",
        "Ask a question",
        bodies.NewQuestion,
        answers.QuestionAfter,
        **MADE,
    ),
    *(
        acts(
            f"/stories/{{story}}/{verb}/",
            f"{verb}_story",
            _STORY_VERBS[verb],
            body,
            answers.StoryAfter,
            scopes=(Scope.STORIES_WRITE, Scope.CLAIMS_ACT),
        )
        for verb, (body, _command) in stories.VERBS.items()
    ),
    acts("/stories/{story}/merge/", "merge_story", "Merge a story into another", bodies.MergeInto, answers.StoryAfter),
    acts("/stories/{story}/split/", "split_story", "Make a story of a part", bodies.SplitStory, answers.StorySplit),
)

_ARTICLES: tuple[Operation, ...] = (
    acts(
        "/articles/",
        "file_article",
        "Send an article, or a new revision of one",
        bodies.NewArticle,
        answers.Filed,
        status=201,
        other=(200,),
        scopes=(Scope.ARTICLES_WRITE,),
        waits=True,
    ),
    reads(
        "/articles/{article}/",
        "read_article",
        "An article with its text, revisions and lineage; for the desk alone",
        shapes_article.Article,
        query=moments.When,
    ),
    *(
        acts(f"/articles/{{article}}/{verb}/", f"{verb}_article", _ARTICLE_VERBS[verb], body, answers.ArticleAfter)
        for verb, (body, _command) in articles.VERBS.items()
    ),
    acts(
        "/articles/{article}/move/",
        "move_article",
        "Move an article to another story",
        bodies.MoveArticle,
        answers.ArticleAfter,
    ),
)

_CLAIMS: tuple[Operation, ...] = (
    reads("/claims/{claim}/", "read_claim", "A claim, now or at any moment", shapes.Claim, query=moments.When),
    reads(
        "/claims/{claim}/history/", "read_claim_history", "A claim's own events", answers.History, query=moments.When
    ),
    reads("/claims/{claim}/provenance/", "read_provenance", "Why we say it", reasons.Provenance, query=moments.When),
    *(
        acts(
            f"/claims/{{claim}}/{verb}/",
            f"{verb}_claim",
            _CLAIM_VERBS[verb],
            body,
            answers.ClaimSplit if verb == "split" else answers.ClaimAfter,
            versioned=True,
        )
        for verb, (body, _command) in CLAIM_VERBS.items()
    ),
    acts(
        "/claims/{claim}/evidence/{n}/strike/",
        "strike_evidence",
        "Strike evidence that does not stand",
        bodies.Reason,
        answers.ClaimAfter,
        versioned=True,
    ),
)

_REFERENCE: tuple[Operation, ...] = tuple(
    replace(reads(path, name, summary, answer, scopes=(), media=media), room="reference")
    for path, name, summary, answer, media in (
        ("/openapi.json", "read_openapi", "This document", dict[str, Any], "application/json"),
        ("/docs/", "read_docs", "This document as a page", str, "text/html"),
        ("/schemas/events/", "list_event_schemas", "Every type of event", answers.EventTypes, "application/json"),
        (
            "/schemas/events/{type}/{schema}/",
            "read_event_schema",
            "The JSON Schema of an event's body",
            dict[str, Any],
            "application/schema+json",
        ),
    )
)

OPERATIONS: tuple[Operation, ...] = (
    *_STORIES,
    *_ARTICLES,
    *_CLAIMS,
    *REACHES,
    *DESK,
    *PROOFS,
    *DOORS,
    *BULK,
    *OUTSIDE,
    *_REFERENCE,
)
