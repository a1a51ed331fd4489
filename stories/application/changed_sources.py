"""What the desk decided on and a source changed afterwards."""

from django.db import connection

from stories.domain.vocabulary import Status

UNDECIDED = [Status.DETECTED.value, Status.DISMISSED.value, Status.CORRECTED.value, Status.SUPERSEDED.value, "merged"]

# Claims that somebody decided and that a source changed afterwards: the newest event of each kind, compared.
# Where the article still says it in other words, the appearance is dropped and comes again in one append: no change.
# What a new text did to the words of a claim without taking them away stands with the revision.
_CHANGED = """
WITH decided AS (
    SELECT id, story FROM stories_claim
    WHERE status <> ALL (%(undecided)s) AND EXISTS (
        SELECT 1 FROM stories_appearance WHERE stories_appearance.claim = stories_claim.id AND NOT standing
    )
), told AS (
    SELECT decided.id AS claim, event.version, event.type = ANY (%(changes)s) AS changes
    FROM stories_storyevent AS event
    CROSS JOIN LATERAL jsonb_array_elements_text(event.about) AS named(id)
    JOIN decided ON decided.id = named.id AND decided.story = event.story
    WHERE event.story IN (SELECT story FROM decided) AND event.type = ANY (%(types)s)
        AND NOT (event.type = 'claim.appearance_dropped' AND EXISTS (
            SELECT 1 FROM stories_storyevent AS again
            WHERE again.story = event.story AND again.version BETWEEN event.version - 1000 AND event.version
                AND again.type = 'claim.appeared' AND again.at = event.at AND again.about @> event.about
        ))
    UNION ALL
    SELECT decided.id, event.version, true
    FROM stories_storyevent AS event
    CROSS JOIN LATERAL jsonb_array_elements_text(event.about) AS named(id)
    JOIN stories_appearance AS gone ON gone.article = named.id AND NOT gone.standing
    JOIN decided ON decided.id = gone.claim AND decided.story = event.story
    WHERE event.story IN (SELECT story FROM decided) AND event.type = 'article.withdrawn'
    UNION ALL
    SELECT edited.claim, (told_text ->> 'edited_at_version')::integer, true
    FROM (
        SELECT DISTINCT gone.claim, gone.article FROM decided
        JOIN stories_appearance AS gone ON gone.claim = decided.id AND NOT gone.standing
    ) AS edited
    JOIN stories_article AS article ON article.id = edited.article
    CROSS JOIN LATERAL jsonb_array_elements(article.document -> 'revisions') AS told_text
    WHERE told_text -> 'edits' @> jsonb_build_array(
        jsonb_build_object('material', true, 'claims', jsonb_build_array(edited.claim))
    )
)
SELECT claim FROM told GROUP BY claim
HAVING max(version) FILTER (WHERE changes) > coalesce(max(version) FILTER (WHERE NOT changes), 0)
"""
_CHANGES = ["claim.appearance_dropped", "claim.revalued", "origin.withdrawn"]
_DECISIONS = [
    *("claim.accepted", "claim.verified", "claim.refuted", "claim.marked_inconclusive", "claim.disputed"),
    *("claim.superseded", "claim.corrected", "claim.rechecked", "claim.released", "claim.withdrawn"),
]


def changed_by_source() -> list[str]:
    """Ids of decided claims whose words a source dropped, changed or withdrew after the newest decision."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CHANGED,
            {
                "undecided": UNDECIDED,
                "changes": _CHANGES,
                "types": _CHANGES + _DECISIONS,
            },
        )
        return [row[0] for row in cursor.fetchall()]
