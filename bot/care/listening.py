"""What a person wants around a handoff, told by their words alone: nothing here knows of Rasa.

Only short messages that say nothing else are read this way; a longer one goes on to be understood as a whole.
"""

from __future__ import annotations

import re
from typing import Literal

from common.text import normalise

Wish = Literal["status", "cancel", "perhaps_cancel", "in_touch", "not_in_touch", "bot_back"]
_LONGEST = 12  # words; a longer message says more than this

_THEM = r"(?:my |the |our )?(?:\w+ )?(?:them|they|anyone|anybody|any one|someone|somebody|nobody|no one|adviser|advisor|pa" \
    r"|social worker|worker|team|council|staff|people|manager|him|her|he|she)"
_SECRET = re.compile(
    rf"(?<!i )(?<!they )(?<!he )(?<!she )\b(?:dont|do not|never|please not|you (?:cant|must not|wont|dont)) (?:\w+ ){{0,2}}?"
    rf"(?:tell|telling|say|inform|let|report|share|pass|contact|ring|call|text) (?:\w+ ){{0,3}}?{_THEM}\b"
    r"|\b(?:dont|do not) (?:tell|say) (?:anything|it|this|that|nothing|a soul|any of (?:it|this))\b"
    r"|\b(?:keep|kept|stays?|just) (?:this |it |that )?(?:a secret|secret|between (?:us|me and you|you and me)|private)\b"
    r"|\b(?:promise|swear) (?:me )?(?:you |not |to )+(?:wont |dont |not )?(?:tell|say|keep)\b"
    r"|\b(?:no one|nobody|noone) (?:can|must|should|is to|has to) (?:ever )?know\b"
    r"|\bi dont want (?:any ?one|anybody|them|my \w+(?: \w+)?|the council) (?:to know|knowing|told|to find out)\b"
)  # fmt: skip
_LEAD = r"(?:(?:ok|okay|so|and|but|hey|hi|um|please|pls|sorry|actually|yes|yeah|no|nah|just|can you|could you|will you) )*"
_TAIL = r"(?: (?:please|pls|now|yet|then|thanks|ta|about me|to them|already|anymore|any more|for me|about it|about this))*"
_WISHES: tuple[tuple[Wish, re.Pattern[str]], ...] = tuple(
    (wish, re.compile(rf"{_LEAD}(?:{words}){_TAIL}"))  # type: ignore[misc]
    for wish, words in (
        ("status",
         rf"(?:have|has|did) {_THEM} (?:seen|see|read|opened|open|got|get|answered|looked at) (?:it|this|that|my message)"
         rf"|(?:has|have|did) \w+ (?:seen|see|read|opened|open|got|looked at) (?:it|this|that|my message)"
         r"|what (?:did|have|do) you (?:tell|told|say|said|send|sent|pass on|passed on)(?: (?:to )?(?:them|her|him|my \w+))?"
         r"|what do(?:es)? (?:they|she|he|my \w+) know|who (?:did|have) you (?:tell|told)|who knows(?: (?:about )?(?:this|it))?"
         r"|(?:did|have) you (?:tell|told) (?:them|her|him|my \w+|anyone|someone)|whats happening with (?:it|my case|this)"
         r"|when (?:will|do|are) (?:they|she|he|someone) (?:going to )?(?:ring|call|text|get in touch|contact|answer|reply)(?: me)?"
         r"|any news|(?:is )?any ?one (?:coming|reading this)"),
        ("cancel",
         r"(?:cancel|undo|withdraw)(?: (?:it|that|this|the handoff|my request|the request))?|stop telling them"
         r"|take (?:it|that) back|dont (?:tell|send|pass) (?:it|them|her|him)(?: on)?|dont pass it on"
         r"|(?:i )?dont want (?:any ?one|them|her|him) to know"),
        ("perhaps_cancel",
         r"(?:i )?(?:have |ive )?changed my mind|(?:i )?(?:dont|do not) (?:want|need) (?:them|anyone|anybody|her|him)"
         r"(?: (?:to call|to ring|to contact me|to get in touch|told|any ?more))?"),
        ("not_in_touch",
         r"(?:no|nope|nah|still)? ?(?:no ?one|nobody|they|she|he|no) (?:has |have |hasnt |havent |didnt |did not |never )?"
         r"(?:ever )?(?:got|get|been|gotten|contacted|contact|called|call|rang|rung|ring|texted|came|come|answered|replied)"
         r"(?: (?:in touch|back|to me|me|back to me))?(?: with me)?"
         r"|(?:i )?(?:heard|got) nothing|still (?:nothing|waiting)|not yet"
         r"|(?:no |nope |nah )*(?:they|she|he|no ?one|nobody) (?:didnt|hasnt|havent|did not|has not|have not)"),
        ("in_touch",
         r"(?:yes|yeah|yh|yep)? ?(?:they|she|he|we|my \w+|someone) (?:has |have |did |just )?"
         r"(?:got in touch|called|rang|texted|contacted|spoke|messaged|came|did|have|has|rung|answered|replied)"
         r"(?: (?:me|to me|with me|yesterday|today|this morning|to each other))*|we (?:spoke|talked|have spoken)"),
        ("bot_back",
         r"(?:(?:i )?(?:want to |wanna |can i |let me )?(?:talk|speak|chat|go back) (?:to|with) )?(?:the )?(?:bot|robot|chatbot|computer)"
         r"(?: (?:again|back|instead))?|(?:bring|get|give me|i want|have) (?:the )?(?:bot|robot|chatbot) (?:back|again)|bot back"),
    )
)  # fmt: skip
_NEGATED = re.compile(r"\b(?:hasnt|havent|didnt|did not|never|no|nope|nah|nobody|noone|not|nothing|waiting)\b")


def wants_secrecy(text: str) -> bool:
    """Whether a message asks not to tell anybody, or names somebody who must not be told."""
    return bool(_SECRET.search(normalise(text)))


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
        if wish in ("in_touch", "not_in_touch") and asked != "in_touch":
            continue
        if not pattern.fullmatch(words):
            continue
        if wish == "not_in_touch" and not _NEGATED.search(words):
            continue
        if wish == "in_touch" and _NEGATED.search(words):
            return "not_in_touch"
        return wish
    return None
