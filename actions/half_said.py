"""Messages that say only half of what they mean: “how much tho”, “the second one”, “and in leicester?”.

A message without a word of its own is about what was said last. Plain text in; nothing here knows of answers.
"""

from __future__ import annotations

import re

from common.text import normalise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMPTY = _words(
    """
    a about actually again ah all also alright am an and any anything are as at ages back be because been but by bro
    can cause cheers could day days did different different do does doing done dont each else even ever every for from
    gonna got had has have he her here hers him his hmm how i if im in instead is isnt it its ive just kind know
    like lol lot mate maybe me mean mine month months more much my n need no nah not now of off oh ok okay old on one
    ones or other our out over please pls really right same say says see she should so some someone something somewhere
    sort sorry still than that thats the their theirs them themselves then there theres these they theyre thing things
    think this those tho though through to too up us usually want was wait we week weeks well were what whats when where
    whether which who why will with wont would year years yeah yes yh yet you your 1 2 3 find ill id able allowed
    happens happen take takes long go going come comes comin coming thru make makes made
    """
)
_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("refused", re.compile(
        r"\b(?:(?:say|says|said|saying|told me|get|got|getting|just) (?:no|nah)\b"
        r"|not (?:their|there|our|my) (?:job|problem|responsibility)"
        r"|refus\w+|reject\w*|denied|decline\w*|turn\w* (?:me |it |us )?down|knock\w* (?:me )?back|ignor\w+|appeal"
        r"|wont (?:do|give|let|help|pay|answer|reply|listen)|already (?:tried|asked)|not (?:allowed|entitled))\b"
    )),
    ("amount", re.compile(
        r"\b(?:how much|cost\w*|price|pay|paid|paying|free|cash|loan|weekly|monthly|every (?:week|month))\b"
    )),
    ("when", re.compile(r"\b(?:when|how (?:long|soon)|till|until|til|deadline|lasts?|starts?|stops?|ends?)\b")),
    ("who", re.compile(r"\b(?:who|whos|whom)\b")),
    ("how", re.compile(
        r"\b(?:how|where|apply|claim|form|sign up|link|website"
        r"|(?:get|have) (?:a )?(?:it|one|1|that|them|this|different))\b"
    )),
)  # fmt: skip
_CUE_WORDS = _words(
    """
    refuse refuses refused refusing reject rejects rejected denied decline declined turn turned down knock knocked
    ignore ignores ignored ignoring appeal let give gives given gave help answer reply listen already tried asked
    entitled cost costs price pay pays paid paying free cash loan weekly monthly soon till until til deadline last
    lasts start starts stop stops end ends whos whom get gets getting apply claim form sign link website said saying
    told tell ask asking ring call speak contact decides decide council
    """
)
_REFERRING = re.compile(
    r"\b(?:it|its|that|thats|this|them|they|theyre|there|those|these|her|him|he|she|one|ones|then|tho|though|sign up)\b"
    r"|^(?:and|n|but|so|ok so|what about|how about)\b"
)
_ANOTHER = re.compile(r"^(?:and|n|but|so|ok|what about|how about|what if|if|wat about)\b")
_ASKING = re.compile(
    r"(?:^|[,.;:!]|\b(?:and|n|but|so|now|know)\b)\s*(?:(?:and|n|but|so|ok|please|pls)\s+)*"
    r"(?:whats?|whos?|how(?! are you)|why|which|when(?! i)|where(?! i (?:live|was|am))"
    r"|(?:can|do|does|is|are|am|will|should|could|would|have) (?:i|they|it|my|there|the|care|we|you|u)\b)"
)
_LEADING = (
    r"(?:(?:no|nah|yes|yeah|yh|ok|ye|um|the|number|option|its|it|is|i|want|mean|meant|show|me|that|and|maybe|go|with"
    r"|this) )*"
)
_PLACES = {
    "first": 0, "1st": 0, "1": 0, "one": 0, "top": 0, "second": 1, "2nd": 1, "2": 1, "two": 1, "middle": 1,
    "third": 2, "3rd": 2, "3": 2, "three": 2, "last": -1, "bottom": -1,
}  # fmt: skip
_PICKED = re.compile(
    rf"{_LEADING}(?P<place>{'|'.join(_PLACES)})(?P<named> (?:one|1|option|answer|button))?"
    r"(?: (?:please|pls|then|thanks|ta))*"
)
_NOT_THAT = _words(
    """
    asked question answer answered answers understand understood misunderstood wrong another talking didnt never said
    read wrote written about means meaning meant lol ment wat option options list listed nope doesnt havent got it
    """
)
_TO_THE_BOT = re.compile(r"\b(?:you|your|yours|yourself|this|bot|chat|here|site|app|robot)\b")
_TELL_THEM = re.compile(
    r"(?:(?:please|pls|ok|yes|yeah|just|can you|could you|will you) )*(?:tell|message|text|email|inform|let) "
    r"(?:my|the|our) (?:pa|personal adviser|adviser|advisor|worker|social worker|leaving care team|team|council)"
    r"(?: (?:know|please|pls|then|for me|about (?:it|this|that)))*"
)
_BARE = frozenset({"one", "two", "three", "top", "middle", "last", "bottom"})  # need “one” after them, or “the” before


def picked_place(text: str) -> int | None:
    """The place in a list that the whole message names, from 0 (-1 the last): “the second one”, “2”; else None."""
    words = normalise(text)
    match = _PICKED.fullmatch(words)
    if match is None:
        return None
    bare = match["place"] in _BARE and not match["named"] and not re.search(r"\b(?:the|number|option) \w+", words)
    return None if bare else _PLACES[match["place"]]


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without some of its characters, such as the places and ages in it."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def has_no_word_of_its_own(text: str) -> bool:
    """Whether a message names nothing that it could be about."""
    words = normalise(text).replace(".", " ")
    for _, cue in _CUES:
        words = cue.sub(" ", words)
    return set(words.split()) <= _EMPTY | _CUE_WORDS


def says_what_is_meant(text: str) -> bool:
    """Whether a message that takes back a wrong answer also names what was meant: “no i meant for uni”."""
    return not set(normalise(text).replace(".", " ").split()) <= _EMPTY | _CUE_WORDS | _NOT_THAT


def wants_it_told(text: str) -> bool:
    """Whether the whole message asks to tell the adviser or the team, as the button does."""
    return bool(_TELL_THEM.fullmatch(normalise(text)))


def speaks_to_the_bot(text: str) -> bool:
    """Whether a message is addressed to the bot, or about this chat."""
    return bool(_TO_THE_BOT.search(normalise(text)))


def part_asked_for(text: str) -> str | None:
    """The key of the section that a message asks for (“refused”, “amount”, “when”, “who”, “how”), or None."""
    words = normalise(text)
    return next((section for section, cue in _CUES if cue.search(words)), None)


def refers_back(text: str) -> bool:
    """Whether a message has a word that stands for something said before, or begins as if it went on."""
    return bool(_REFERRING.search(normalise(text)))


def goes_on(text: str) -> bool:
    """Whether a message begins as another case of the same question: “and ...”, “what about ...”."""
    return bool(_ANOTHER.search(normalise(text)))


def asks(text: str) -> bool:
    """Whether a message, or a clause of it, has the look of a question."""
    return "?" in text or bool(_ASKING.search(text.lower()))
