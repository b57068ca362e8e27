"""Responsible for what the words of an action, of its measure and of its owner say of the plan itself.

What counts is what can be told in a year: whether it was done, by whom, and what it changed. Each
function here judges words alone, by short lists that are open to be read and argued with.
"""

import re

from rules.text import folded

_SEVERAL_SPACES = re.compile(r"\s+")
_MARK_UP = re.compile(r"\*\*|\[\^?\d+\]|(?<=\S)\*|\]\([^)]*\)|\[(?=\w)")
_NUMBER = re.compile(r"^\s*(?:[a-z]?\d+(?:\.\d+)*[.):]?|\([a-z0-9]+\))\s+", re.IGNORECASE)
"""A reference before the words."""

_WORK = (
    "activit(?:y|ies)|attend|consultation|contacts?|discussion|engagement|events?|meetings?|minutes"
    "|participat|presentations?|sessions?|training|trained|visits?|workshops?|newsletters?|briefings?"
)
"""What shows that work happens, whatever comes of it."""
_OUTCOME = re.compile(
    r"%|\bper ?cent|\bpercentage|\bproportion|\bshare of\b|\brates?\b|\breduc|\bfewer\b|\bincreas"
    r"|\bimprov(?!ements\b)|\btimel|\bcomplian|\bsatisf|\bfeedback (?:shows|says|is)|\bscores?\b|\bgrade"
)
_ACTIVITY = re.compile(
    r"(?:in )?progress(?: made| reported)?|complet(?:e|ed|ion)|done|delivered|ongoing|implemented"
    r"|to be (?:agreed|confirmed|monitored|reviewed)|tb[cd]|n/?a"
    r"|(?:completion|delivery|implementation|progress) of (?!.*\b(?:agreed|approved|endorsed"
    r"|published|signed)\b).*"
    r"|frequency of .*|(?:regular|ongoing|monthly|weekly|quarterly) .*"
    r"|(?:demonstration|presentation|reports?|reporting|updates?) (?:to|at|for) .*"
    rf"|(?:the )?(?:number|no\.?|count|amount|volume|total)(?: of)? (?:.* )?(?:{_WORK}).*"
    rf"|(?:\w+ ){{0,4}}(?:{_WORK})(?: \w+)?"
    r"|.*\b(?:being|is|are) (?:tracked|monitored|reviewed|discussed|reported)\b.*"
    r"|.*\b(?:take|takes|taking) place\b.*|.*\bwork(?:ing)? (?:continues|under way|underway)\b.*"
)
_PARTS = re.compile(r"[;\n]+|\.\s+(?=[A-Z])")

_FINISHES = re.compile(
    r"\b(?:(?:adopt|agree|appl|appoint|approv|award|block|buy|clos|commission|complet|creat|deliver(?!y)"
    r"|disabl|discontinu|disconnect|distribut|draft|enabl|establish|fill|hir|install|introduc"
    r"|launch|open|prepar|produc|publish|purchas|recruit|reintroduc|releas|remov|replac|retir"
    r"|rewrit|send|upgrad|writ)"
    r"(?:e|es|d|ed|ied|y|ying|ing|t|tion|ion|ation|ment|al|ure|ten)?"
    r"|revis(?:e|ing|ion)|hold|holding|held|issued|issuing|sign|signed|signing|roll(?:ed)? out|set up"
    r"|stop|stopped)\b"
)
"""Verbs, and the nouns made of them, whose work is finished when it is done."""
_FIGURE = re.compile(r"\d|%|\b(?:two|three|four|five|six|seven|eight|nine|ten|half|twice|weekly)\b")
_END_STATE = re.compile(
    r"\d+ ?(?:%|per ?cent)|\bto (?:at least |under |below |fewer than )?\d|\bwithin \d+|\bby \d+"
    r"|\b(?:all|every|each|no)\b.*\b(?:has|have|is|are|receives?|gets?)\b|\buntil\b|\bat least \d"
)

_ENDLESS = re.compile(
    r"(?:we (?:will|shall) |to |staff (?:will|should) )?(?:(?:further|better|continued|the) )*"
    r"(?:application of|advocat|aim|build(?:ing)? on|carry(?:ing)? on|champion|continu|cultivat|drive|driving|embed"
    r"|empower|encourag|engag(?!.*\bfor\b)|enhanc|ensur|explor|facilitat|foster|improv"
    r"|increas|keep|maintain|maximis|minimis|monitor|nurtur|operat|overs(?:ee|ight)|promot|"
    r"(?:execute|run) (?:a|the) process|rais(?:e|ing) (?:the )?(?:awareness|profile)|refin(?:e|ing|ement)"
    r"|reinforc|strengthen|strive|support(?!ing document)|sustain|track|tracking|work(?:ing)? (?:with|together|towards))"
    r"\w*\b"
)
_AGAIN = re.compile(
    r"(?:\S+ ){0,3}(?:regular|regularly|ongoing|on-going|continuous|continuously)\b"
)

_VERB = (
    "agree|apply|appoint|approve|assess|audit|block|brief|build|carry|check|collect|commission|complete"
    "|consult|create|deliver|design|develop|disable|disconnect|draft|employ|enable|establish|evaluate|follow"
    "|give|hold|identify|implement|improve|increase|inform|install|introduce|issue|kill|launch|make|map"
    "|move|open|prepare|procure|produce|provide|publish|recruit|reduce|release|remove|replace"
    "|report|review|revise|run|send|set|share|start|submit|test|train|transfer|update|upgrade"
    "|verify|write"
)
_FIRST = re.compile(rf"\b(?:{_VERB})\b\s+(?=\w)")
_SECOND = re.compile(rf"(?:,\s*|\s)(?:and then|and|then)\s+(?:also\s+|to\s+)?(?:{_VERB})\s+")
_PURPOSE = re.compile(rf"\bto (?:{_VERB}|achieve|ensure|find|get|help|see|support|take|try)\b")
_SAME = re.compile(
    r"(?:\S+\s+){0,2}(?:it|its|them|they|their|this|that|those|these|how|findings|results?)\b"
)
_TWO_DONE = re.compile(r"\b(?:has|have) been \w+.*\band\b.*\b(?:has|have) been \w+")
_MADE = "introduction|reintroduction|production|creation|establishment|appointment|recruitment|development|delivery|publication|implementation|review"
_TWO_NOUNS = re.compile(rf"\b(?:{_MADE}) of\b.*\band (?:the )?(?:{_MADE}) of\b")
_LISTED = re.compile(r"\w+ing [^,.]+, \w+ing [^,.]+,? and \w+ing ")
_CLAUSE = re.compile(r"[.;]")
_SENTENCE = re.compile(r"(?<=[a-z)\]])\.\s+(?=[A-Z])|;\s*|\n+")
_EITHER = re.compile(r"(?:if|otherwise|or|unless|where|see|note|once|please contact)\b")
_DUTY = re.compile(
    rf"(?:(?:for|in|on|by|also|additionally|then|please)\b[^.]*?,?\s*)?(?:{_VERB})\b|.*\b(?:should|must|shall|will)\b"
)

_CROWD = re.compile(
    r"(?:.*\b)?(?:all|any|both|each|every|everyone|various|other|others|relevant)\b.*"
    r"|(?:.* )?(?:agencies|bodies|colleagues|governors|heads|headteachers|leads|leaders|managers|members"
    r"|officers|partners|practitioners|professionals|schools|staff|stakeholders|teachers|teams"
    r"|trustees|workers)"
)
_PLURAL = re.compile(r"[A-Z]{2,}s")
_BODY = re.compile(
    r"\b(?:agency|association|authority|board|bureau|commission|committee|council|department"
    r"|directorate|forum|group|hub|icb|ltd|ministry|office|panel|partnership|police|service|services"
    r"|team|trust|unit)\b"
)
_OVER = re.compile(
    r"\b(?:department|directorate|office|ministry|head|director|manager|lead|service manager|secretary"
    r"|member|officer|commissioner) (?:of|for)\b"
)
_BETWEEN = re.compile(r"\s*(?:,\s*and\b|,|&|\+|\band\b)\s*")
_SURELY_BETWEEN = re.compile(r"[;|\n]|<br ?/?>|\bas well as\b|\balong with\b|\btogether with\b")
_SUPPORT = re.compile(r"\b(?:with|supported by|assisted by)\b.*")
_POINTER = re.compile(
    r"\(?(?:see (?!above)|refer|reference\b|as per\b|ref\b|cf\b)|(?:n/?a|tb[acd]|none|\W+|#\S+)$"
)


def only_counts_activity(measure: str) -> bool:
    """Say whether a measure that is written says in every part that work happens, and no more."""
    parts = [part for part in (_plain(one) for one in _PARTS.split(measure)) if part]
    return bool(parts) and all(
        _ACTIVITY.fullmatch(part) and not _OUTCOME.search(part) for part in parts
    )


def has_yardstick(title: str) -> bool:
    """Say whether the words of an action hold a figure, or a product that is there once it is done."""
    words = _plain(title)
    return bool(_FIGURE.search(words) or _FINISHES.search(words))


def names_one(owner: str) -> bool:
    """Say whether the words for an owner name one person or body; nobody is not one."""
    words = _plain_case(owner)
    if not words or _SURELY_BETWEEN.search(words):
        return False
    lead = _SUPPORT.sub("", words).strip()
    if _PLURAL.fullmatch(lead) or _CROWD.fullmatch(lead.casefold()):
        return False
    if "/" in lead:
        return all(len(part.strip()) <= 2 for part in lead.split("/"))  # noqa: PLR2004 - UI/UX
    parts = [part for part in _BETWEEN.split(lead) if part]
    return len(parts) == 1 or (len(parts) > 1 and _is_one_body(parts))


def is_several(title: str) -> bool:
    """Say whether an action holds several things to be done, which may end at different times."""
    words = _plain(title)
    if _TWO_DONE.search(words) or _TWO_NOUNS.search(words) or _LISTED.search(words):
        return True
    if _two_verbs(words):
        return True
    said = [folded(one) for one in _SENTENCE.split(_plain_case(title)) if one.strip()]
    return sum(bool(_DUTY.match(one)) and not _EITHER.match(one) for one in said) > 1


def is_endless(title: str) -> bool:
    """Say whether what is to be done can't be finished, as no end of it is named."""
    words = _plain(title)
    if _END_STATE.search(words):
        return False
    return bool(_ENDLESS.match(words) or _AGAIN.match(words))


def is_event(words: str) -> bool:
    """Say whether the words of a date that names no day are an event or a rhythm, not a pointer."""
    plain = _plain(words)
    return bool(plain) and not _POINTER.match(plain)


def _two_verbs(words: str) -> bool:
    """Say whether two verbs have an object each, and neither follows from the other."""
    return any(
        _is_another(clause[: second.start()], clause[second.end() :])
        for clause in _CLAUSE.split(words)
        for second in _SECOND.finditer(clause)
    )


def _is_another(before: str, after: str) -> bool:
    """Say whether what follows a second verb is another thing than what the first is done to."""
    first = _FIRST.search(before)
    if first is None or before[: first.start()].split()[-1:] == ["to"]:
        return False
    return not _PURPOSE.search(before, first.end()) and not _SAME.match(after)


def _is_one_body(parts: list[str]) -> bool:
    """Say whether commas and "and" stand within the name of one body: only its last part names one."""
    *others, last = [part.casefold() for part in parts]
    if any(_BODY.search(part) for part in others if not _OVER.match(part)):
        return False
    if _OVER.match(others[0]):
        return not any(_OVER.search(part) for part in (*others[1:], last))
    return bool(_BODY.search(last)) and not any(part.isupper() for part in parts[:-1])


def _plain_case(words: str) -> str:
    without = _NUMBER.sub("", _MARK_UP.sub("", words).strip())
    return "\n".join(_SEVERAL_SPACES.sub(" ", line).strip() for line in without.split("\n")).strip()


def _plain(words: str) -> str:
    """Return words as they are judged: in small letters, without a reference, mark-up or full stop."""
    return folded(_plain_case(words)).rstrip(".")
