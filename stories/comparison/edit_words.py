"""Word knowledge for telling edits: what hedges, what vouches, what is no more than another turn. English, by stem."""

from stories.comparison.words import stem


def _stems(lines: str) -> frozenset[str]:
    return frozenset(stem(form) for form in lines.split())


HEDGES = _stems("""
may might could allegedly alleged reportedly reported apparently possibly possible perhaps probably likely believed
suspected thought presumed presumably potentially seems seem seemed appears appear appeared supposedly unconfirmed
rumoured""")
FILLERS = _stems("""
also recently later however meanwhile already still just now earlier around about some nearly almost roughly
approximately front over least most today yesterday tomorrow early late new yet too as well quite rather very
additionally furthermore order course further several mr mrs ms dr time way take took currently then""")
DISTANT = _stems("""
claim allege insist maintain suggest believe think argue contend hint speculate purport assert boast fear hope suspect
assume guess estimate imply""")
"""Reporting words by which an outlet keeps its distance."""
SURE = _stems("""
confirm show prove find found reveal demonstrate establish verify admit acknowledge concede determine conclude""")
"""Reporting words by which it vouches."""
WHEN = frozenset(["this", "next", "last", "coming", "previous", "past"])
_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty"""
SPELLED = {form: str(number) for number, form in enumerate(_NUMBERS.split())}

# What one desk writes for another's word; kinships of meaning that news keeps apart (charge, convict) are none.
_TURNS = """
stop halt cease end finish conclude, start begin commence, help aid assist, hurt injure wound, blaze fire,
car vehicle, police officer, big large huge, small little, demand call urge ask want seek, show reveal,
buy purchase acquire, shut close closed, leave depart, child kid, house home, town city, march walk, road street,
people person resident, study research report, near close, get receive obtain, need require, use utilise employ,
rise increase climb grow, fall drop decline decrease, hit strike, build construct erect, choose pick select,
work job, firm company business, say tell state announce declare note add, meeting talk, plan scheme project,
worker employee staff, boat vessel ship, doctor physician, cost price, try attempt, keep remain stay, decide resolve,
last continue, give provide offer, reach arrive, repair fix mend, storm gale, roughly about approximately around,
evacuate clear, rescue save, discover find, carry transport, cut sever, expect anticipate, main chief, quick fast"""
TURN: dict[str, set[int]] = {}
for _number, _family in enumerate(_TURNS.replace("\n", " ").split(",")):
    for _word in _family.split():
        TURN.setdefault(stem(_word), set()).add(_number)
