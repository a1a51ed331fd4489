"""What an operation does and asks for, in a sentence or three: stories and what belongs to them."""

from typing import Final

_PROPOSES: Final = (
    "Where two editors are asked for, this proposes and a different editor's `approve` completes it; `work.pending`"
    " shows what waits."
)

TOLD: Final[dict[str, str]] = {
    # stories
    "list_stories": "The stories that you may read, by the newest change. `q` looks into title and name; merged"
    " stories are left out.",
    "create_story": "The answer's `version` and ETag are those of the new story. A `slug` that another story has is"
    " refused with `name-taken`; without one it is made of the title. `public` at once is for editors.",
    "read_story": "What is known, reported and disputed, in the desk's order, with questions, corrections and"
    " contradictions. `at_version` or `as_of` show the past, `view=public` what readers see or saw. Accept may ask"
    " for another form.",
    "list_claims": "All claims but merged ones, detected and dismissed ones included; readers get the public ones.",
    "create_claim": "A claim that no article asserts, with the evidence that it rests on. It begins `detected` and"
    " `withheld`, like those that a machine found.",
    "list_story_contradictions": "Each slot that the story's articles fill in ways that cannot all hold, with its"
    " sides. Readers get those of which two sides or more are public, and only these sides.",
    "list_corrections": "Claims that were corrected or withdrawn, with the notices that readers keep.",
    "list_articles": "The story's articles without their texts; readers get those behind public claims.",
    "read_story_sources": "Outlets grouped by where their words come from, the copied passages that show it, and the"
    " sum in words. An origin counts once, however many outlets printed it.",
    "list_story_events": "The story's events with envelope, body and a sentence. Go on after the last `version` that"
    " you have. Readers get the public history.",
    "diff_story": "Claims added, changed (field by field) and gone between two versions, with the events and people"
    " between them. Without `to`, up to now.",
    "list_questions": "What nobody knows yet, and readers' complaints.",
    "ask_question": "A question, or a complaint, about the story or about the thing in `about`.",
    "open_story": "A story proposed by an article on its own becomes one of the desk's. Twice is no error.",
    "publish_story": "From now on everybody finds it, with its public claims.",
    "unpublish_story": "For readers there is no such story any more: 404. The reason stays inside.",
    "close_story": "Nothing more is expected. New articles are still taken in, and it can be reopened.",
    "reopen_story": "A closed story goes on.",
    "amend_story": "Only what is sent changes. `origins_needed` is the story's own number of independent origins"
    " behind a public line; fewer is a warning, never a refusal.",
    "note_story": "Seen by the desk, never by readers.",
    "merge_story": "Articles, claims, contradictions and questions go over and keep their ids; this story's address"
    " answers 308 to the other from now on, its own past stays readable.",
    "split_story": "The named articles and claims move into a new story, whose id is in `into`. A claim whose"
    " support stays behind stays too.",
    # articles
    "file_article": "Send `text` or `html`. The same article again: 200 with `duplicate_of`. The same `url` or"
    " `external_id` of a source with another text: a new revision. Without `story` it gets a proposed one until it"
    " is grouped. 201 means that it is stored; with `Prefer: wait=10` the answer comes when it is analysed as well.",
    "read_article": "With the text that all spans count in (Unicode code points), passages, revisions, and which"
    " passages also stand in other articles. Readers never get full texts: 404.",
    "withdraw_article": "What rested on it alone falls. `scope: origin` also suggests the withdrawal of every"
    " passage of the same origin in other outlets, to be confirmed once.",
    "hold_article": "A claim that rests on held articles alone is not public. `until` ends it by itself.",
    "release_article": "Ends a hold, that of an embargo too.",
    "amend_article": "Only what is sent changes; the text never does: send a revision for that.",
    "reclassify_article": "Overrules what the analysis found a revision to be.",
    "reanalyse_article": "With the analysis of today. What people decided stays.",
    "move_article": "Its claims go along where all their support does; else the appearances alone do.",
    "read_article_reach": "After a withdrawal: the claims it carried, the versions in which readers saw them,"
    " webhooks and keys since, our own articles, and a drafted notice.",
    "notice_article": "Your text, to the webhooks named in `to`, as a kill or a correction.",
    # claims
    "read_claim": "The ETag is the version of the last event that touched this claim or its contradictions: send it"
    " as If-Match with any verb. A merged claim answers 308 to the one it went into.",
    "read_claim_history": "Who did what to this claim, when and why, the oldest first.",
    "read_provenance": "From article to appearance to evidence to decision.",
    "accept_claim": "`detected` to `reported`: we carry it, with its attribution. It is released to readers as well"
    " unless `publish` is false or it was held.",
    "dismiss_claim": "From `detected` alone. The analysis does not bring it back.",
    "restore_claim": "`dismissed` back to `detected`.",
    "assign_claim": "Without `assignee`, to nobody. No status changes.",
    "note_claim": "Seen by the desk, never by readers. Two notes are two notes.",
    "evidence_claim": "It gets the next number `n`, by which verdicts name it. A contact's identity is kept apart"
    " from the log and can be erased; nothing `off_record` is published.",
    "verify_claim": f"Name standing evidence by number, send new evidence, or both. {_PROPOSES} Reversing a verdict"
    " that readers saw is refused with `use-correct`.",
    "refute_claim": f"As `verify`, to the contrary. {_PROPOSES}",
    "mark_inconclusive_claim": f"Needs a note instead of evidence. {_PROPOSES}",
    "approve_claim": "`proposal` is the event id in `work.pending`. The proposer cannot approve her own.",
    "dispute_claim": "Needs a contradicting claim, evidence or a note. Readers see it among what is disputed.",
    "supersede_claim": "It was right and has changed since: no notice. It stays readable beneath its successor.",
    "correct_claim": "We were wrong, or unclear: for claims that were ever public. Readers keep `was`, `is` and"
    f" `text`. Again, with `amends`, amends the notice. {_PROPOSES}",
    "hold_claim": "Readers do not see it until it is released, or until `until`.",
    "release_claim": "The only end of a hold.",
    "withdraw_claim": "For desk heads, at once: readers keep a notice and lose words, values and sources. The"
    " notice's text may follow by the same verb.",
    "reinstate_claim": "For two desk heads: the first proposes, the second approves. It comes back `withheld`.",
    "amend_claim": "Only what is sent changes. Once readers saw it, no value, speaker or polarity may: use `correct`.",
    "recheck_claim": "A note that it still stands, a day to look again, or both.",
    "merge_claim": "Appearances and evidence go over, this address answers 308, its past stays readable. Refused"
    " where both have verdicts that differ. The pair is decided: no machine suggests it again.",
    "split_claim": "The new claim, whose id is in `into`, starts `detected` and `withheld`.",
    "undo_claim": "Within ten minutes, if nothing newer depends on it; never correct, withdraw, reinstate, merge or"
    " split. It is a further event, so history keeps both.",
    "strike_evidence": "It counts no longer and stays readable, with the reason.",
    "read_claim_reach": "After a withdrawal: who had it, and a drafted notice, as for an article.",
    "notice_claim": "Your text, to the webhooks named in `to`, as a kill or a correction.",
    # between them
    "list_contradictions": "Across all stories that you may read, by id. Readers get certain ones with two public"
    " sides.",
    "read_contradiction": "With all sides, standing or not. Its ETag goes with `resolve` and `dismiss` as If-Match.",
    "resolve_contradiction": "`side_stands` needs `side`. Evidence is named as claim and number, or sent as new;"
    " verdicts on the sides' claims can go along and are written in the same append.",
    "dismiss_contradiction": "The machine was wrong to see one. A third value or new evidence reopens it.",
    "list_suggestions": "Pairs for a person to decide: an article in a story, two stories, two claims, a newer"
    " figure, an origin to withdraw. A machine never overrules a person's decision.",
    "confirm_suggestion": "What it suggests is carried out in the same command.",
    "reject_suggestion": "It is not made again.",
    "unsure_suggestion": "It stays, marked as looked at.",
    "read_question": "Its ETag can be sent as If-Match with its verbs.",
    "assign_question": "Who looks after it, and by when.",
    "answer_question": "With the claim that answers it, if there is one. For questions; complaints are closed.",
    "close_question": "A complaint as `upheld` or `rejected`, a question as `answered`.",
    "list_sources": "Outlets, agencies, institutions and people that publish, by id.",
    "register_source": "Sources are also registered by their first article. A name or alias of another: `name-taken`.",
    "read_source": "With its other names and its owner. Outlets of one owner are one origin.",
    "amend_source": "Only what is sent changes; `alias` adds a name under which its articles arrive as well.",
    "withdraw_source": "In all stories. `scope: origin` also suggests what others copied. Where there are many"
    " stories, the rest is done by the job in `job`.",
    "read_source_reach": "For each story: what of the source readers saw, and who heard of it.",
}
