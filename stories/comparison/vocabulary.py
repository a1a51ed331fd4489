"""Word knowledge for comparing two sentences: opposites, near-synonyms, exclusive kinds, negators. English."""

from stories.comparison.words import stem

_OPPOSITES = """
best worst, first last, before after, win lose, increase decrease, increase reduce, rise fall, grow shrink,
open close, accept reject, accept refuse, agree refuse, approve reject, alive dead, male female, man woman,
brother sister, husband wife, son daughter, father mother, king queen, actor actress, north south,
northern southern, east west, eastern western, northeast southwest, northwest southeast, success failure,
successful unsuccessful, success flop, more less, more fewer, most least, above below, over under, early late,
old young, older younger, oldest youngest, high low, higher lower, highest lowest, large small,
larger smaller, largest smallest, big small, biggest smallest, long short, longest shortest, married divorced,
married single, marry divorce, ally enemy, friend enemy, hero villain, protagonist antagonist, begin end,
start end, start finish, begin finish, join leave, arrive leave, enter leave, love hate, like dislike,
positive negative, positively negatively, praise criticise, praise criticize, acclaim criticism,
support oppose, major minor, majority minority, public private, fiction nonfiction, fictional real,
guilty innocent, convict acquit, convicted acquitted, living deceased, dead living, active retired,
active inactive, legal illegal, allow ban, permit ban, allow prevent, include exclude, included excluded,
remember forget, strong weak, rich poor, same different, similar different, always never, ever never,
all none, many few, awareness ignorance, confirm deny, admit deny, hire fire, appoint dismiss, buy sell,
import export, attack defend, survive die, survive perish, safe dangerous, full empty, left right,
inside outside, indoor outdoor, modern ancient, urban rural, domestic foreign, summer winter, spring autumn,
single double, solo group, amateur professional, critical popular, failed succeeded, fail succeed,
raise lower, raise cut, hot cold, warm cold, light dark, comedy tragedy, comedy drama, comedy horror,
true false, correct incorrect, known unknown, famous unknown, native foreign, permanent temporary,
voluntary forced, democrat republican, liberal conservative, christian jewish, catholic protestant,
child adult, upper lower"""
OPPOSITES = frozenset(
    frozenset((stem(pair.split()[0]), stem(pair.split()[1]))) for pair in _OPPOSITES.replace("\n", " ").split(",")
)

_SYNONYMS = """
film movie picture, series show sitcom programme, tv television, act star appear perform play portray role,
actor actress, write author pen, writer author novelist, song single track, album record, band group,
country nation, begin start, end finish conclude, marry spouse wife husband married marriage,
win award receive earn, big large, american us usa america, die death dead kill, birth bear born,
company firm, create make develop, direct director, produce producer, sing singer vocalist,
found founder establish form, child kid, child daughter son, mother father parent, job work career,
people person population, city town, university college, release premiere air debut,
footballer football soccer, uk british britain england english, arrest detain custody apprehend capture,
say announce declare, name appoint nominate choose pick select, fire dismiss sack oust, hit strike,
shoot gunman, injure wound hurt, quake earthquake temblor tremor, attack assault,
buy acquire purchase acquisition takeover, sell sale, jail prison imprison, charge indict accuse,
murder kill slay, crash collision accident, blaze fire, steal theft heist robbery, doctor physician,
cop police officer, host hosting emcee, rehab rehabilitation, launch unveil introduce, cut reduce,
show demonstrate, leave depart quit, lead head, use utilise, popular famous, location locate situate,
base headquarter, compose composer, paint painter painting, invent inventor, discover discovery,
elect election, govern government, million m, billion bn,
musician singer songwriter rapper performer vocalist artist,
place town city setting region area location village, facility space building studio,
writer playwright screenwriter novelist author poet journalist,
player quarterback footballer athlete striker midfielder goalkeeper, entertainer comedian personality,
politician senator governor president minister statesman, lawyer attorney,
scholar academic professor scientist, businessman entrepreneur executive,
inmate prisoner convict criminal detainee, house hold accommodate jail imprison incarcerate detain"""
_SYNONYM: dict[str, set[int]] = {}
for _number, _family in enumerate(_SYNONYMS.replace("\n", " ").split(",")):
    for _word in _family.split():
        _SYNONYM.setdefault(stem(_word), set()).add(_number)

# Kinds of thing. Semicolons part the classes; no thing is of two classes. In _APART bars part groups of which no thing
# is of two either; in _TOGETHER one thing may be of several: a singer who is a painter, a maker that is a retailer.
_APART = """
film movie drama comedy thriller documentary horror | book novel novella memoir | song single track ballad duet
| album record soundtrack | series show sitcom drama comedy programme documentary | poem | opera musical | painting
| game videogame | magazine newspaper journal tabloid | sculpture statue | play drama comedy tragedy;
dog puppy terrier spaniel shepherd | cat kitten | horse pony mare stallion | bird parrot eagle | fish shark salmon
| insect beetle | reptile snake lizard;
city town capital municipality village port suburb | county district | country nation kingdom republic state
| province region state | river stream | mountain peak volcano | island archipelago | lake | ocean sea | continent
| planet"""
_TOGETHER = """
actor actress singer politician footballer athlete writer author painter scientist lawyer musician director producer
president senator king queen model dancer chef journalist rapper comedian player quarterback swimmer boxer wrestler
person man woman human;
company corporation firm maker retailer airline bank manufacturer studio label party band duo quartet
team club school academy college university church cathedral hospital clinic;
car truck lorry van bus ship ferry boat yacht aircraft plane jet helicopter train tram locomotive;
tree flower shrub herb plant"""
_APART_GROUPS = [[group.split() for group in kinds.split("|")] for kinds in _APART.split(";")]
_TOGETHER_GROUPS = [[kinds.split()] for kinds in _TOGETHER.split(";")]
_KIND: dict[str, set[tuple[int, int]]] = {}
for _number, _groups in enumerate(_APART_GROUPS + _TOGETHER_GROUPS):
    for _place, _members in enumerate(_groups):
        for _word in _members:
            _KIND.setdefault(stem(_word), set()).add((_number, _place))

_NEGATORS = """
not no never none zero nobody nothing neither nor cannot without unable incapable refuse lack fail decline deny
forbid prevent avoid hardly barely unlikely"""
NEGATORS = frozenset(form for word in _NEGATORS.split() for form in (word, stem(word)))


def opposite(one: str, other: str) -> bool:
    """one, other: stems."""
    return frozenset((one, other)) in OPPOSITES


def synonymous(one: str, other: str) -> bool:
    return bool(_SYNONYM.get(one, set()) & _SYNONYM.get(other, set()))


def exclusive(one: str, other: str) -> bool:
    """Whether nothing can be both kinds of thing."""
    mine, theirs = _KIND.get(one), _KIND.get(other)
    return bool(mine and theirs and one != other and not mine & theirs)


_MONTHS = """
january february march april may june july august september october november december"""
MONTHS = frozenset(word for line in _MONTHS.splitlines() for word in line.split())
_ORDINALS = """
first one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred second third fourth
fifth sixth seventh eighth ninth tenth twenties thirties forties fifties sixties seventies eighties nineties"""
ORDINALS = frozenset(word for line in _ORDINALS.splitlines() for word in line.split())
_TOLLS = ["dead", "killed", "injured", "wounded", "missing", "evacuated", "toll", "died", "displaced"]
MOVING = frozenset(stem(word) for word in _TOLLS)
_LADDER = {"offer": 1, "propose": 1, "agree": 3, "accept": 3, "sign": 4, "conclude": 4}
RUNGS = {stem(word): rung for word, rung in _LADDER.items()}  # the commitment ladder

# What a thing does or undergoes once, so that two dates for it cannot both be right.
_BEGUN = ["open", "reopen", "found", "establish", "create", "build", "bear", "launch", "inaugurate"]
_ENDED = [
    "die",
    "abolish",
    "dissolve",
    "assassinate",
    "sink",
    "crash",
    "collapse",
    "resign",
    "retire",
    "complete",
    "marry",
]
ONCE = frozenset([*_BEGUN, *_ENDED])
