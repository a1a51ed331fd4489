"""Whether it happened, is planned, offered, denied or merely thought; and how surely it is said."""

from dataclasses import dataclass, replace

from stories.analysis import clause
from stories.analysis.model import Token
from stories.analysis.record import UNSAID
from stories.analysis.reports import Report
from stories.analysis.wordlists import words
from stories.domain.values import Act, Modality, Polarity

_POSSIBLE = frozenset({"may", "might", "could", "can"})
_PLANNED = frozenset({"will", "shall", "'ll", "wo"})
_DUTY = frozenset({"should", "must", "ought"})
_PLANS = words("plans")
_SEEMS = frozenset(["appear", "seem", "tend"])
_HEDGES = words("hedges")
_JUDGING = words("judging")
_BELIEFS = words("beliefs")
_WEIGHING = words("weighing")
_THOUGHT = words("thought")
_STATES = words("states")
_LAYING_OUT = words("laying_out")
_PLAN_NOUNS = words("plan_nouns")


@dataclass(frozen=True, slots=True)
class Factuality:
    polarity: Polarity
    modality: Modality
    hedges: tuple[str, ...]
    rule: str


def judge(verb: Token | None, words: list[Token], report: Report | None) -> Factuality:
    """Polarity and modality of the clause under a verb; words: the claim's tokens; report: who says it, if reported."""
    hedges = tuple(dict.fromkeys(t.lower_ for t in words if t.lower_ in _HEDGES))
    if report is not None and report.frame == "obj" and any(_is_plan(t) for t in words if t.head not in words):
        return Factuality(Polarity.AFFIRMED, Modality.PLANNED, hedges, "modality:plan")
    if verb is None:
        act = _by_report(report)
        return Factuality(
            Polarity.AFFIRMED, act or Modality.HAPPENED, hedges, "modality:none" if act is None else "modality:cue"
        )
    negated = clause.is_negated(verb) or any(
        c.dep_ in ("nsubj", "nsubjpass", "dobj", "attr")
        and (c.lower_ in ("nobody", "nothing", "none") or clause.is_negated(c))
        for c in verb.children
    )
    if negated and _is_open(verb):
        negated = False
    polarity = Polarity.NEGATED if negated else Polarity.AFFIRMED
    if report is not None and report.act is Act.DENY:
        return Factuality(
            Polarity.NEGATED if not negated else Polarity.AFFIRMED, Modality.DENIED, hedges, "modality:denial"
        )
    modality, rule = _modality(verb, words, report, hedges)
    return Factuality(polarity, modality, hedges, rule)


def unsaid(facts: Factuality) -> Factuality:
    """What nobody has said: possible at most."""
    return replace(facts, modality=Modality.POSSIBLE, rule=UNSAID)


def _by_report(report: Report | None) -> Modality | None:
    if report is None:
        return None
    if report.act is Act.OFFER:
        return Modality.OFFERED
    if report.lemma in ("agree", "accept", "consent"):
        return Modality.AGREED
    if report.act is Act.PROMISE or (report.frame == "to" and report.lemma in _PLANS):
        return Modality.PLANNED
    if report.act is Act.DENY:
        return Modality.DENIED
    if report.act is Act.HEDGE:
        return Modality.POSSIBLE
    if report.frame in ("person_to", "for", "as", "small", "on", "against") or report.lemma in _BELIEFS:
        return Modality.OPINION
    return None


def _modality(verb: Token, words: list[Token], report: Report | None, hedges: tuple[str, ...]) -> tuple[Modality, str]:
    lemma = clause.lemma(verb)
    auxiliaries = {t.lower_ for t in clause.auxiliaries(verb)}
    if report is not None and report.frame in ("that", "wh") and words and words[0].lower_ == "whether":
        return Modality.POSSIBLE, "modality:open-question"
    if report is not None and report.frame not in ("quote", "that", "according", "wh"):
        known = _by_report(report)
        if known is not None:
            return known, "modality:cue"
    if any(
        t.dep_ == "mark" and t.lower_ in ("if", "unless")
        for c in verb.children
        if c.dep_ == "advcl"
        for t in c.children
    ):
        return Modality.CONDITIONAL, "modality:condition"
    if lemma in ("offer", "propose"):
        return Modality.OFFERED, "modality:ladder"
    if lemma in ("agree", "accept", "consent"):
        return Modality.AGREED, "modality:ladder"
    if lemma in ("deny", "reject", "refuse"):
        return Modality.DENIED, "modality:ladder"
    if lemma == "be" and any(t.dep_ == "acomp" and t.lower_ in ("ready", "willing", "prepared") for t in verb.children):
        return Modality.OFFERED, "modality:ladder"
    if _is_open(verb):
        return Modality.POSSIBLE, "modality:open-question"
    if (lemma in _WEIGHING and _weighs(verb)) or _is_thought(verb):
        return Modality.POSSIBLE, "modality:weighed"
    if auxiliaries & _DUTY:
        return Modality.OPINION, "modality:duty"
    if (
        auxiliaries & _POSSIBLE
        or lemma in _SEEMS
        or {"likely", "possibly", "perhaps", "reportedly", "allegedly"} & set(hedges)
    ):
        return Modality.POSSIBLE, "modality:possible"
    if "would" in auxiliaries:
        past = report is not None and not any(t.lower_ == "if" for t in words)
        return (Modality.PLANNED, "modality:reported-future") if past else (Modality.CONDITIONAL, "modality:would")
    if auxiliaries & _PLANNED or _going_to(verb):
        return Modality.PLANNED, "modality:future"
    if (lemma in _PLANS and clause.child(verb, "xcomp", "ccomp") is not None) or _lays_out_plan(verb) or _is_to(verb):
        return Modality.PLANNED, "modality:plan"
    if lemma in _BELIEFS or (
        lemma == "be" and any(t.lower_ in _JUDGING for t in words if t.head == verb or t.head.head == verb)
    ):
        return Modality.OPINION, "modality:opinion"
    finite = next((t for t in [*clause.auxiliaries(verb), verb] if t.tag_ in ("VBD", "VBZ", "VBP", "MD")), verb)
    progressive = verb.tag_ == "VBG" and any(t.lemma_ == "be" for t in clause.auxiliaries(verb))
    if finite.tag_ in ("VBZ", "VBP") and (progressive or lemma in _STATES or finite == verb):
        return Modality.ONGOING, "modality:present"
    return Modality.HAPPENED, "modality:past"


def _is_thought(verb: Token) -> bool:
    """ "is thought to have left", "was feared lost"; what was reported to the police is no mere thought."""
    if verb.lower_ not in _THOUGHT or not clause.is_passive(verb):
        return False
    return verb.lower_ != "reported" or any(
        child.dep_ in ("xcomp", "ccomp") and any(t.lower_ == "to" and t.tag_ == "TO" for t in child.children)
        for child in verb.children
    )


def _lays_out_plan(verb: Token) -> bool:
    """ "unveiled plans to hire 500 nurses": the plan is laid out, nobody is hired."""
    plan = clause.child(verb, "dobj", "nsubjpass")
    return clause.lemma(verb) in _LAYING_OUT and plan is not None and _is_plan(plan)


def _is_plan(noun: Token) -> bool:
    """A plan with what is planned: "plans to hire", "a scheme for new schools"."""
    if noun.lemma_.lower() not in _PLAN_NOUNS:
        return False
    return any(
        (c.dep_ in ("acl", "relcl", "xcomp") and any(t.dep_ == "aux" and t.lower_ == "to" for t in c.children))
        or (c.dep_ == "prep" and c.lower_ == "for")
        for c in noun.rights
    )


def _is_to(verb: Token) -> bool:
    """ "The army is to send 150 soldiers"."""
    if verb.lemma_ != "be" or verb.tag_ not in ("VBZ", "VBP", "VBD") or clause.child(verb, "attr", "acomp", "expl"):
        return False
    return any(
        c.dep_ == "xcomp" and c.i > verb.i and any(t.dep_ == "aux" and t.lower_ == "to" for t in c.children)
        for c in verb.children
    )


def _is_open(verb: Token) -> bool:
    """ "It was not clear whether ...", "it is not known when ...": nothing is said to be so, or not so."""
    word = clause.child(verb, "acomp") or verb
    if word.lower_ not in ("clear", "known", "certain", "sure", "unclear", "unknown", "uncertain"):
        return False
    asked = next((c for c in (*word.children, *verb.children) if c.dep_ in ("ccomp", "xcomp", "advcl", "csubj")), None)
    return (
        asked is not None
        and asked.left_edge.lower_ in ("whether", "if", "when", "how", "who", "what", "why", "where", "which")
        and (clause.is_negated(verb) or word.lower_.startswith("un"))
    )


def _weighs(verb: Token) -> bool:
    """ "is considering housing the crews", "weighs a ban": a plan that nobody has made yet."""
    for each in verb.children:
        if each.dep_ == "dobj" or (each.dep_ in ("xcomp", "ccomp", "pcomp") and each.tag_ == "VBG"):
            return not any(c.dep_ in ("oprd", "acomp") for c in verb.children)
    return False


def _going_to(verb: Token) -> bool:
    going = verb.lower_ == "going" and clause.child(verb, "xcomp") is not None
    due = verb.lemma_ == "be" and any(t.dep_ == "acomp" and t.lower_ in ("due", "set", "about") for t in verb.children)
    return going or due


def tense(verb: Token) -> str:
    """ "past", "present" or "future", by the finite verb of the group."""
    auxiliaries = clause.auxiliaries(verb)
    if any(t.lower_ in _PLANNED | {"would"} for t in auxiliaries) or _going_to(verb):
        return "future"
    finite = next((t for t in [*auxiliaries, verb] if t.tag_ in ("VBD", "VBZ", "VBP")), None)
    if finite is None:
        return "past" if verb.tag_ in ("VBN", "VBD") else "present"
    if finite.tag_ == "VBD" or (finite.lemma_ == "have" and finite != verb):
        return "past"
    return "present"
