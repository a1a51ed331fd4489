"""The patterns by which furniture gives itself away. All run on folded text and are linear."""

import re

_AGENCY = (
    r"(?:AFP|Agence France-Presse|Getty(?: Images)?|Reuters|Associated Press|AP(?: Photo)?|Anadolu(?: Agency)?|"
    r"EPA(?:-EFE)?|EFE|"
    r"POOL|Pool|Handout|HANDOUT|Shutterstock|Alamy|Bloomberg|Xinhua|ANSA|dpa|DPA|PA(?: Wire| Images| Media)?|"
    r"UPI|Zuma(?: Press)?|"
    r"iStock|Unsplash|NurPhoto|Sipa(?: USA)?|TASS|Kyodo|Yonhap|WireImage|Rex Features|Press Office|Presidency|"
    r"PRESIDENCY|"
    r"Courtesy|Screengrab|Screenshot|File [Pp]hoto|[Pp]hoto(?:graph)? (?:by|:)|Photograph:|Picture:|Image:|Credit:)"
)
LEADING_DATE = re.compile(
    r"(?i:(?:date|published|updated)[:\s]{1,3})(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}\S{0,12})?\s*"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = r"(?:[ ,|\u00b7—-]{0,4}(?:at )?\d{1,2}[.:]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?"
_WHEN = r"\W{0,2}(?:(?:first |last )?(?:published|updated|posted|modified)(?: on)?:? )?(?:[a-z]{3,6}day,? )?"
DATED_LINES = (
    re.compile(
        rf"{_WHEN}(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>\d{{4}}){_CLOCK}\W{{0,2}}", re.IGNORECASE
    ),
    re.compile(
        rf"{_WHEN}{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_CLOCK}\W{{0,2}}", re.IGNORECASE
    ),
)
PUBLISHED_LINE = re.compile(
    r"\W{0,2}(?:first |last )?(?:published|updated|posted|modified)[ :][^.]{4,60}", re.IGNORECASE
)
_CITY = r"(?:[A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){0,3})"
_REGION = r"(?:, ?[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3})?"
_DESK = r"(?: ?\((?:AP|AFP|Reuters|REUTERS|UPI|EFE|dpa|DPA|[A-Z][\w ]{1,25})\))?"
_DAY = r"(?:, ?(?:[A-Z][a-z]{2,8}\.? \d{1,2}))?"
SENT_ON = re.compile(
    r", ?(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (?P<day>\d{1,2})\b", re.IGNORECASE
)
CLOCK_AHEAD = re.compile(
    r"(?P<clock>(?:[01]?\d|2[0-3])[.:][0-5]\d(?: ?[ap]\.?m\b\.?)?(?: (?:GMT|UTC|BST|CET|CEST|EST|EDT|PST|PDT))?)"
    r"(?:\s{0,2}[—|:•-]{1,2}\s{1,2}|\s{1,3})(?=[\"'(]?[A-Z])"
)
DATELINE = re.compile(
    rf"(?:{_CITY}{_REGION}{_DAY}{_DESK} ?(?:—|--|:| - )\s*|[A-Z]\w+(?: [A-Z]\w+)?{_REGION} \((?:AP|AFP|Reuters|"
    rf"UPI|CNN|EFE)\) ?(?:—|--|-)\s*|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}"
    r"(?: ?\([A-Z][\w ]{1,25}\))? (?:—|--|-) )"
)
ADVERTISEMENT = re.compile(
    r"\W*(?:(?:advertisement|advert)\W{1,3}(?:story|article) continues below|"
    r"advertisement|advertising|ad|advert|sponsored(?: content| post)?|paid (?:content|post)|"
    r"promoted|"
    r"story continues below(?: this ad(?:vertisement)?)?|article continues (?:after|below)(?: this)? ad\w*|"
    r"scroll (?:down )?to continue(?: reading)?|continue reading(?: below)?|loading)\W*",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r"^\W*additional reporting:|"
    r"^\W*(?:(?:additional |with )?(?:reporting|writing|editing|compiled|edited|written) "
    r"(?:and (?:reporting|writing|editing) )?by|"
    r"with (?:files|reporting|reports|additional reporting|agenc\w+)(?: from| by|\W*$)|"
    r"distributed by)\b|"
    r"^[^.?!]{2,80}\bcontributed (?:reporting )?to this (?:report|story|article|piece)\b[^.?!]{0,40}\W*$|"
    r"(?:is|are) (?:re)?published (?:here )?under (?:a|an|the)\b|"
    r"\b(?:re)?publish(?:ed)? this (?:piece|article|story|report) |"
    r"without (?:its|our|the|prior|express|written)(?: [\w']+){0,3} (?:consent|permission)|"
    r"originally (?:published|appeared) (?:on|in|at)\b|check out more of their content|all rights reserved|"
    r"(?<!\w)© ?(?:\d{4}|[A-Z])|"
    r"\(c\) ?\d{4}|"
    r"^copyright\b|may not be (?:published|reproduced|rewritten)|this (?:story|article|report) (?:was|"
    r"has been) (?:first )?"
    r"(?:published|syndicated|auto-generated|republished)\b|published from a syndicated feed|"
    r"(?:not been|hasn't been) edited by|^\W*(?:read (?:more|the (?:rest|full|original)|next|also)\b|source:|"
    r"tags?:|topics?:|"
    r"filed under|related(?: articles| stories| topics)?:|more from |more on this|share this|follow us|comments? ?$)",
    re.IGNORECASE,
)
PROMOTION = re.compile(
    r"^\W*(?:sign up (?:for|to)\b|by signing up\b|enter your e-?mail|support (?:us|reporting|journalism|independent)\b|"
    r"never miss\b|were you (?:there|on|at|in)\b|(?:write to|contact|e-?mail|tell|send) us\b|"
    r"we will (?:add to|update) this|"
    r"(?:this is a developing story|this (?:story|page|report) (?:will be|is being) updated)|"
    r"do you (?:know|have) (?:more|a story|information))|"
    r"[.?!:] (?:write to|contact|e-?mail|tell) us\b[^.?!]{0,60}@|"
    r"\b(?:sign up (?:today |now |here )?(?:to receive|for (?:our|the|your|free))|subscribe (?:to|now|today|"
    r"here|for)\b|"
    r"your (?:donation|support|contribution) (?:allows|helps|makes|matters|funds|lets)|(?:make|consider) (?:a|"
    r"making a) (?:donation|gift)|"
    r"donate (?:now|today|here)|(?:to|in) your inbox|(?:never|don't) spam|"
    r"(?:see|read) our (?:\[\w+\])?privacy (?:policy|notice)|"
    r"support (?:our|independent) journalism|"
    r"become a (?:member|subscriber|supporter)|download (?:our|the) (?:[\w' ]{0,40})?app\b|join our (?:newsletter|"
    r"whatsapp|telegram|mailing|channel)|"
    r"not to lock \w+ out of our reporting|follow us on (?:twitter|facebook|x|instagram|telegram|whatsapp)|"
    r"get our (?:free )?newsletter|"
    r"like us on facebook|click here to (?:subscribe|donate|join|sign up)|start your (?:free )?trial)",
    re.IGNORECASE,
)
PROMOTION_WEAK = re.compile(
    r"\b(donation|donate|our (?:reporting|journalism|journalists|newsroom|readers|newsletter|mission|story|"
    r"latest documentary)|paywalls?|"
    r"quality journalism|quality news outlets?|reporters on the ground|on the ground when|tell the story|"
    r"your support|newsletter|inbox|"
    r"privacy (?:policy|notice)|subscribers?|free trial|keep sending journalists|is trusted by|spam|paid for by those|"
    r"unsubscribe|sign up)\b",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"\W{0,3}(?:by|By|BY|from|From|Words by|Reporting by|Written by|Edited by|Additional reporting by)[ :]{1,2}"
    r"(?:[A-Z][\w.'-]*|and|,|in|for|with|&|\||of|the|at)(?:,? (?:[A-Z][\w.'-]*|and|in|for|with|&|\||of|the|at|"
    r",)){0,14}\.?|"
    r"(?:[A-Z][\w.'-]+ ){1,3}(?:is|are) (?:a|an|the) [^.]{3,120}\b(?:reporter|correspondent|editor|columnist|"
    r"journalist|contributor)s?\b[^.]{0,80}\.?|"
    r"(?:By|From) [A-Z][\w.'-]*(?: [\w.'-]+){0,6}(?:,? (?:[a-z]+ ){0,3}(?:reporters?|correspondents?|editor|staff|"
    r"agencies|writers?|desk))+\.?"
)
WITH_LINE = re.compile(r"\W*With (?:the )?[A-Z][\w&'-]*(?: [A-Z][\w&'-]*){0,2}(?:(?:,| and) [A-Z][\w' -]{1,30})?\W*")
EDITORS_NOTE = re.compile(
    r"\W{0,3}(?:editor'?s'? note|correction|clarification|note to (?:readers|editors)|this (?:story|article|"
    r"report|piece|page) (?:has been|was) (?:updated|corrected|amended|clarified|changed)|"
    r"an earlier version of this|update(?:d)?:)\b",
    re.IGNORECASE,
)
CREDIT = re.compile(rf"[\[(][^\[\]()]{{0,120}}\b{_AGENCY}[^\[\]()]{{0,80}}[\])]?\W{{0,3}}$")
UNBRACKETED_CREDIT = re.compile(
    rf"(?: (?:-|—|\||/) ?(?:[\w.' ]{{0,60}}/ ?)?(?:[\w.']+ ){{0,4}}{_AGENCY}(?: ?[/ ]\w+){{0,3}}\W?$|"
    r"[^.!?\"] (?:-|—) [A-Z][A-Z.'-]+(?: [A-Z][A-Z.'-]+){1,3}$|"
    r"\([A-Z][\w.'-]+(?: (?:[a-z]{1,3} )?[A-Z][\w.'-]+){1,3} ?/ ?[A-Z][\w.'& -]{1,40}\)\W{0,2}$|"
    rf"\.\s?(?:Photo(?:graph)?|Picture|Image|Credit)s?:? ?[\w/ .'-]{{2,60}}$|\.\s{_AGENCY}(?:/[\w ]{{2,30}}){{0,2}}$)"
)
ACCOUNT_LINE = re.compile(
    r"(?:(?:—|--| - )\s?|^(?=[^\n]{0,110}\b\d{4}\W{0,2}$))"
    r"(?P<name>[^()\n—]{1,60}?) \((?P<handle>@\w{1,30})\)(?P<when>[^\n]{0,40})$"
)
POST_LINK = re.compile(r"\b(?:pic\.twitter\.com|https?://t\.co|twitter\.com/\w+/status|x\.com/\w+/status|bsky\.app)\b")
FIRST_PERSON = re.compile(r"\b(?:we|our|us|I|my|me|I'm|I've|we're|we've)\b", re.IGNORECASE)
