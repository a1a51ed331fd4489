"""Reading a dependency tree: subjects, objects, edges. Nothing here knows about attribution."""

from stories.analysis.model import Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
RELATIVE = frozenset({"who", "which", "that", "whom"})
QUESTION_WORDS = frozenset({"what", "how", "why", "whether", "who", "where", "when", "if", "which"})


def lemma(token: Token) -> str:
    """The token's lemma in lower case, with the parser's known slips mended (hoped, planed)."""
    found = str(token.lemma_).lower()
    return found + "e" if found == "hop" and token.lower_ in ("hoped", "hoping") else found


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of these relations."""
    for each in token.children:
        if each.dep_ in deps:
            return each
    return None


def beside(token: Token, step: int) -> Token | None:
    """The token so many places further on, or None beyond the paragraph's edges."""
    place = token.i + step
    return token.doc[place] if 0 <= place < len(token.doc) else None


def follows(token: Token, *texts: str) -> bool:
    """Whether the token stands right behind one of these."""
    before = beside(token, -1)
    return before is not None and before.text in texts


def own_subject(verb: Token) -> Token | None:
    return child(verb, *_SUBJECTS)


def agent(verb: Token) -> Token | None:
    """The by-phrase's noun of a passive."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def is_passive(verb: Token) -> bool:
    return child(verb, "nsubjpass", "auxpass") is not None


def subject(verb: Token, depth: int = 0) -> Token | None:
    """Who does it: the clause's own subject, an agent, an antecedent, or the subject of the governing clause."""
    if depth > 6:
        return None
    if is_passive(verb):
        return agent(verb)
    own = own_subject(verb)
    if own is not None:
        if own.lower_ in RELATIVE and verb.dep_ in ("relcl", "ccomp") and verb.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return verb.head
        return own
    dep, head = verb.dep_, verb.head
    if dep in ("acl", "relcl"):
        if dep == "acl" and head.dep_ in ("dobj", "pobj", "attr") and verb.tag_ != "VBG":
            return subject(_governor(head), depth + 1)
        return head
    if dep in ("conj", "advcl", "xcomp", "parataxis", "ccomp", "dep") and head.pos_ in ("VERB", "AUX") and head != verb:
        if dep == "xcomp":
            object_ = child(head, "dobj")
            if object_ is not None and head.lemma_ not in ("promise", "use", "take", "have", "hold"):
                return object_
        passive = is_passive(head) and dep in ("advcl", "conj", "xcomp")
        return own_subject(head) if passive else subject(head, depth + 1)
    if dep == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        return own_subject(head.head) or subject(head.head, depth + 1)
    return None


def _governor(token: Token) -> Token:
    for _ in range(8):
        if token.pos_ in ("VERB", "AUX") or token.head == token:
            return token
        token = token.head
    return token


def governor(token: Token) -> Token:
    """The verb above a noun (through prepositions), or the root."""
    return _governor(token.head)


def direct_object(verb: Token) -> Token | None:
    if is_passive(verb):
        return own_subject(verb)
    return child(verb, "dobj", "attr", "oprd")


def noun_edges(noun: Token) -> tuple[Token, Token]:
    """First and last token of a noun phrase, without clauses set off by a comma and without dashes."""
    first, last = noun.left_edge, noun.right_edge
    doc = noun.doc
    for each in noun.children:
        if each.i < noun.i:
            continue
        before = doc[each.left_edge.i - 1] if each.left_edge.i > noun.i + 1 else None
        comma = before is not None and before.text in (",", "—", "(", ";", ":", "-", "--")
        long = each.right_edge.i - each.left_edge.i > 12
        if (
            each.dep_ == "relcl"
            or (each.dep_ in ("acl", "advcl", "appos", "conj", "prep", "dep") and comma and long)
            or each.dep_ == "punct"
        ):
            if each.dep_ == "punct" and not comma and each.text not in (",", "—", "--", ";", ":", '"'):
                continue
            if each.dep_ == "punct" and any(c.i > each.i and c.dep_ in ("appos", "conj") for c in noun.children):
                continue
            stop = each.left_edge.i - 1
            while stop > noun.i and doc[stop].text in (",", "—", "--", ";", ":", '"'):
                stop -= 1
            last = doc[max(stop, noun.i)]
            break
    while last.i > noun.i and last.text in (",", "—", "--", ";", ":", '"', "."):
        last = doc[last.i - 1]
    while first.i < noun.i and first.text in (",", "—", "--", '"', "and", "But", "And"):
        first = doc[first.i + 1]
    return first, last


def auxiliaries(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ in ("aux", "auxpass", "neg") and c.i < verb.i]


def is_finite(verb: Token) -> bool:
    """Whether the clause has a tense; a bare participle or infinitive has none."""
    if verb.tag_ == "VBN" and child(verb, "nsubj") is not None:
        return True  # a past tense that the parser took for a participle
    return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in (verb, *auxiliaries(verb)))


def is_negated(verb: Token) -> bool:
    return any(
        c.dep_ == "neg"
        or (c.dep_ in ("det", "advmod", "preconj") and c.lower_ in ("no", "never", "neither", "hardly", "barely"))
        for c in verb.children
    )
