"""Help: the keys, the words, and what happens when something is taken back."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.keyboard import KEYBOARD
from stories.admin.rights import may_look

STATUSES = (
    ("detected", _("found by the machine; nobody has looked at it yet")),
    ("dismissed", _("looked at and laid aside: no claim, an opinion, badly extracted, out of scope")),
    ("reported", _("we carry it, with its attribution; we do not vouch for it")),
    ("verified", _("an editor vouches for it, with evidence")),
    ("refuted", _("an editor rejects it, with evidence")),
    ("inconclusive", _("we looked, and it could not be settled; the note says why")),
    ("disputed", _("something speaks against it; readers see that it is not settled")),
    ("superseded", _("it was right then and something newer holds now; no notice")),
    ("corrected", _("we were wrong; the notice says what was and what is")),
)
ASKED = {  # what the machine asks, by kind
    "article_in_story": _("Does this article belong there?"),
    "same_story": _("One story?"),
    "same_claim": _("One claim?"),
    "supersede": _("Does the newer one replace it?"),
    "withdraw_origin": _("Withdraw what rests on it?"),
}
PUBLICATION = (
    ("withheld", _("readers do not see it: it was never released, or somebody holds it")),
    ("usable", _("readers may see it, once it is accepted or has a verdict and its story is public")),
    ("canceled", _("withdrawn: the words are gone from the page, the notice stands in their place")),
)
GLOSSARY = (
    (_("story"), _("an open matter with everything that was found and decided about it, in one stream of events")),
    (_("version"), _("the number of an event within its story; every version can be looked at again")),
    (_("source"), _("an outlet, agency or institution that publishes")),
    (_("article, revision"), _("a text by a source, and its successive texts")),
    (_("claim"), _("an assertion that can be checked: its statement is its words, its values are what it comes to")),
    (_("appearance"), _("where a claim stands in an article, word by word")),
    (_("origin"), _("where a passage really comes from: wire copy that five outlets print has one origin")),
    (_("corroboration"), _("another origin says it too")),
    (_("contradiction"), _("two claims that cannot both hold; found by the machine, judged by people")),
    (_("challenged"), _("an independent origin contradicts a line that readers see; the line stays until you decide")),
    (_("evidence"), _("what backs a claim besides articles: a call, a document, what you saw; on terms")),
    (_("verification, refutation"), _("an editor vouches; an editor rejects")),
    (_("correction, supersession"), _("we were wrong; it was right and has changed since")),
    (_("withdrawal"), _("the source, or we, take it back")),
)
WITHDRAWING = (
    _("The words leave the public page at once. Your notice stands in their place; you may write it afterwards."),
    _("The change log, the feed and whoever listens by webhook hear of it. A correction of the notice tells them too."),
    _("Nothing is erased: the claim, its sources and every earlier version stay in the history, for the desk."),
    _("Pages of earlier versions no longer show the words to readers; they show that a line was taken back."),
    _("What rests on the claim stays as it is: look at claims that it superseded or corrected."),
    _("It cannot be undone with a key. To bring it back, one desk head proposes and a second one approves; it comes "
      "back unseen and has to be released."),
)  # fmt: skip
INSTEAD = (
    (_("The outlet took back its article"), _("withdraw the article: every claim that rests on it alone is held")),
    (_("You want to look again"), _("hold: readers do not see it until somebody releases it; nothing is said")),
    (_("We were wrong"), _("correct: readers see what was and what is")),
    (_("It has changed since"), _("supersede: the old line stands under the new one, without a notice")),
    (_("Something speaks against it"), _("dispute: readers see that it is not settled")),
)


def help_page(request: HttpRequest) -> HttpResponse:
    if not may_look(request.user):
        raise PermissionDenied
    return render(
        request,
        "admin/stories/screens/help.html",
        {
            **admin.site.each_context(request),
            "title": _now("Help"),
            "keyboard": KEYBOARD,
            "statuses": STATUSES,
            "publication": PUBLICATION,
            "glossary": GLOSSARY,
            "withdrawing": WITHDRAWING,
            "instead": INSTEAD,
        },
    )


JOBS = {  # of the schedule, by name: what each is for
    "audit": _("the whole log is verified, each hour"),
    "batches": _("articles that were sent in heaps"),
    "checkpoint": _("the log is signed"),
    "deliver": _("webhooks: what is new, and what is tried again"),
    "digests": _("mails at the beginning of a shift"),
    "feeds": _("feeds that are due are asked"),
    "house": _("rebuilding and verifying, bit by bit"),
    "items": _("items of feeds become articles"),
    "pages": _("the pages of items that are only summaries"),
    "release": _("embargoes that have ended"),
    "replays": _("what was parked is taken up again"),
    "rest": _("stories that have gone quiet"),
    "snapshots": _("long stories, so that their past is read quickly"),
    "tidying": _("what has served its time goes"),
    "watches": _("articles’ own pages, looked at again"),
}
