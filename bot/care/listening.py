"""What a person wants around a handoff, told by their words alone: nothing here knows of Rasa.

Only short messages that say nothing else are read this way; a longer one goes on to be understood as a whole.
"""

from __future__ import annotations

import re
from typing import Literal

from common.text import normalise

Wish = Literal["status", "cancel", "perhaps_cancel", "in_touch", "not_yet", "not_in_touch", "bot_back"]
_ABOUT_CONTACT = frozenset({"in_touch", "not_yet", "not_in_touch"})
_LONGEST = 12  # words; a longer message says more than this


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WHO = (
    r"(?:my |the |our )?(?:\w+ )?(?:them|they|anyone|anybody|someone|somebody|nobody|no one|adviser|advisor|pa"
    r"|social worker|worker|team|council|staff|people|manager|him|her|he|she)"
)
_SECRET = re.compile(
    r"(?<!i )(?<!they )(?<!he )(?<!she )\b(?:dont|do not|never|please not|you (?:cant|must not|wont|dont)) "
    r"(?:\w+ ){0,2}?(?:tell|telling|say|inform|let|report|share|pass|contact|ring|call|text) "
    rf"(?:\w+ ){{0,3}}?{_WHO}\b"
    r"|(?<!i )\b(?:dont|do not) (?:tell|say) (?:anything|it|this|that|nothing|a soul|any of (?:it|this))\b"
    r"|\b(?:keep|kept|stays?|just) (?:this |it |that )?"
    r"(?:a secret|secret|private|between (?:us|me and you|you and me))\b"
    r"|\b(?:promise|swear) (?:me )?(?:you |not |to )+(?:wont |dont |not )?(?:tell|say|keep)\b"
    r"|\b(?:no one|nobody) (?:can|must|should|is to|has to) (?:ever )?know\b"
    r"|\bi dont want (?:any ?one|anybody|no one|them|my \w+(?: \w+)?|the council) "
    r"(?:to know|knowing|told|to find out)\b"
)
_FILLER = _set_of(
    """
    a about all and anything at but hey i is it just me my no ok okay please promise said say so sorry that the this to
    told us we what yeah yes you
    """
)
_LEAD = r"(?:(?:ok|okay|so|and|but|hey|hi|um|please|sorry|actually|yes|yeah|no|nah|just|can you|could you|will you) )*"
_TAIL = r"(?: (?:please|now|yet|then|thanks|ta|about (?:me|it|this)|to them|already|anymore|any more|for me|today))*"
_PATTERNS: dict[Wish, tuple[str, ...]] = {
    "status": (
        rf"(?:have|has|did) {_WHO} (?:seen|see|read|opened|open|got|get|looked at) (?:it|this|that|my message)",
        r"(?:has|have|did) \w+ (?:seen|see|read|opened|open|got|looked at) (?:it|this|that|my message)",
        r"what (?:did|have|do) you (?:tell|told|say|said|send|sent|pass on|passed on)"
        r"(?: (?:to )?(?:them|her|him|my \w+))?",
        r"what do(?:es)? (?:they|she|he|my \w+) know",
        r"who (?:did|have) you (?:tell|told)",
        r"who knows(?: (?:about )?(?:this|it))?",
        r"(?:did|have) you (?:tell|told) (?:them|her|him|my \w+|anyone|someone)",
        r"whats happening with (?:it|my case|this)",
        r"when (?:will|do|are|is) (?:they|she|he|someone|anyone) (?:going to )?"
        r"(?:ring|call|text|get in touch|contact|answer|reply)(?: me)?",
        r"any news",
    ),
    "cancel": (
        r"(?:cancel|undo|withdraw)(?: (?:it|that|this|the handoff|my request|the request))?",
        r"stop telling them",
        r"take (?:it|that) back",
        r"dont (?:tell|send|pass) (?:it|them|her|him)(?: on)?",
        r"(?:i )?dont want (?:any ?one|them|her|him) to know",
    ),
    "perhaps_cancel": (
        r"(?:i )?(?:have |ive )?changed my mind",
        r"(?:i )?(?:dont|do not) (?:want|need) (?:them|anyone|anybody|her|him)"
        r"(?: (?:to call|to ring|to contact me|to get in touch|told|any ?more))?",
    ),
    "not_in_touch": (
        r"(?:no |nope |nah |still )?(?:no one|nobody|they|she|he|my \w+) "
        r"(?:has |have |hasnt |havent |didnt |did not |never )?"
        r"(?:ever )?(?:got|get|been|gotten|contacted|contact|called|call|rang|rung|ring|texted|text|came|come|answered"
        r"|replied)(?: (?:in touch|back to me|to me|me|back))?(?: with me)?",
        r"(?:no |nope |nah )*(?:they|she|he|no one|nobody) (?:didnt|hasnt|havent|did not|has not|have not)",
        r"(?:i )?(?:heard|got) nothing",
        r"still (?:nothing|waiting)",
        r"(?:no |nope |nah )+not yet",
    ),
    "not_yet": (
        r"not (?:so far|yet)(?: (?:but )?(?:thats|its|im) (?:ok|okay|fine|alright))?",
        r"(?:not yet )?(?:but )?i can wait",
        r"(?:not yet )?(?:but )?(?:i|ill|i will) wait",
    ),
    "in_touch": (
        r"(?:yes |yeah |yh |yep )?(?:they|she|he|we|my \w+|someone) (?:has |have |did |just )?"
        r"(?:got in touch|called|rang|texted|contacted|spoke|messaged|came|did|have|has|rung|answered|replied)"
        r"(?: (?:me|to me|with me|yesterday|today|this morning|to each other))*",
        r"we (?:spoke|talked|have spoken)",
    ),
    "bot_back": (
        r"(?:(?:i )?(?:want to |can i |let me )?(?:talk|speak|chat|go back) (?:to|with) )?(?:the )?"
        r"(?:bot|robot|chatbot|computer)(?: (?:again|back|instead))?",
        r"(?:bring|get|give me|i want|have) (?:the )?(?:bot|robot|chatbot) (?:back|again)",
    ),
}
_WISHES: tuple[tuple[Wish, re.Pattern[str]], ...] = tuple(
    (wish, re.compile(f"{_LEAD}(?:{'|'.join(patterns)}){_TAIL}")) for wish, patterns in _PATTERNS.items()
)
SafeAnswer = Literal["yes", "no", "unclear"]
_YES = r"(?:yes+|yeah+|yea|yep|yup|ye|yh+|ya|sure|of course|course|definitely|defo|deffo)"
_OK = r"(?:ok+|okay|k+|alright|all right|fine|cool)"
_NO = r"(?:no+|nope|nah?|never)"
_HERE = r"(?: (?:to )?(?:write|text|message|talk|chat))?(?: (?:to )?me)?(?: (?:on )?here)?(?: about (?:it|this))?"
_POLITE = r"(?: (?:please|pls|plz|thanks|thank you|thx|ta|x+))*"
_READER = r"(?:he|she|they|someone|somebody|some one|my \w+|people)(?: else)?"
_READS = (
    r"(?:(?:can|could|might|may|will|sometimes|always) )?"
    r"(?:reads?|sees?|checks?|looks? (?:at|through)|goes? through|uses?|has|have|gets?|takes?)"
)
_PHONE = r"(?:it|this|that|everything|all of it|(?:my|this|the) (?:phone|mobile|messages|chat|texts))"
_SAFE_ANSWERS: dict[SafeAnswer, tuple[str, ...]] = {
    "no": (  # whatever is in doubt counts as no: without a clear yes nothing is written
        rf"(?:{_NO} )*{_NO}",
        rf"(?:{_NO} )*(?:its |it is |it |thats |thatd be |im )?(?:not|isnt|aint) (?:really )?"
        rf"(?:safe|ok|okay|a good idea){_HERE}",
        rf"(?:{_NO} )*(?:its not|it isnt|it aint)",
        rf"(?:{_NO} )*(?:really )?not (?:really|here|now|yet|on here)",
        rf"(?:{_NO} )*(?:please )?(?:dont|do not|you cant|you shouldnt|never)(?: ever)?{_HERE}",
        rf"(?:{_NO} )*(?:id )?(?:better|rather) (?:you )?(?:not|dont){_HERE}",
        rf"(?:{_NO} )*(?:because |cos |cause |bc )?{_READER} {_READS} {_PHONE}",
        r"(?:im |i am )?not (?:so |that |really |quite )?sure|(?:i )?(?:dont know|do not know|dunno)|idk",
        r"maybe|perhaps|sometimes|(?:it )?depends|i (?:think|guess|hope|suppose)(?: so)?|probably(?: not)?",
    ),
    "yes": (
        rf"(?:{_YES} )+(?:{_OK} )?(?:its|it is|thats|that is|this is)?(?: ?{_OK}| ?safe){_HERE}",
        rf"(?:{_YES} )*{_YES}(?: {_OK})?",
        rf"(?:its|it is|thats|that is)(?: all| totally| completely| really)? (?:safe|{_OK}){_HERE}",
        rf"(?:{_YES} )*(?:you|u) can{_HERE}",
        rf"(?:{_YES} |{_OK} )*(?:please do|go ahead|do it|it is|its|go on)",
        rf"(?:{_YES} )*(?:its )?(?:only|just) (?:i|me)(?: (?:reads?|sees?|uses?|has) {_PHONE})?",
        rf"(?:{_YES} )*(?:nobody|no one|no 1) (?:else )?{_READS} {_PHONE}",
        rf"(?:{_YES} )*(?:its )?my (?:own )?(?:phone|mobile)",
    ),
    "unclear": (rf"(?:{_OK} )*{_OK}", r"thanks|thank you|thx|ta|safe"),
}
_SAFE_ANSWERED = {
    answer: re.compile(f"(?:{'|'.join(patterns)}){_POLITE}") for answer, patterns in _SAFE_ANSWERS.items()
}
_NEGATED = re.compile(r"\b(?:hasnt|havent|didnt|did not|never|no|nope|nah|nobody|not|nothing|waiting)\b")


def wants_secrecy(text: str) -> bool:
    """Whether a message asks not to tell anybody, or names somebody who must not be told."""
    return bool(_SECRET.search(normalise(text)))


def wants_only_secrecy(text: str) -> bool:
    """Whether a message asks for that and says nothing else."""
    words = normalise(text).replace(".", " ")
    match = _SECRET.search(words)
    if match is None or len(words.split()) > _LONGEST:
        return False
    return set((words[: match.start()] + words[match.end() :]).split()) <= _FILLER


def wish_of(text: str, *, asked: str | None = None) -> Wish | None:
    """What a whole message wants of an open case, or None.

    Args:
        text: what the person wrote.
        asked: `in_touch` when they were asked whether somebody got in touch; only then are answers to that read.
    """
    words = " ".join(normalise(text).replace(".", " ").split())
    if not words or len(words.split()) > _LONGEST:
        return None
    for wish, pattern in _WISHES:
        if (wish in _ABOUT_CONTACT and asked != "in_touch") or not pattern.fullmatch(words):
            continue
        if wish == "not_in_touch" and not _NEGATED.search(words):
            continue
        return "not_in_touch" if wish == "in_touch" and _NEGATED.search(words) else wish
    return None


def answer_to_safe(text: str) -> SafeAnswer | None:
    """What a whole message answers to “Is it safe to write to you here?”; None where it says something else.

    A bare “ok” may only mean that they have read it: it is unclear, and they are asked again.
    """
    words = " ".join(normalise(text).replace(".", " ").split())
    if len(words.split()) > _LONGEST:
        return None
    return next((answer for answer, pattern in _SAFE_ANSWERED.items() if pattern.fullmatch(words)), None)
