"""The words in which people say yes, no, that they do not know, that something was wrong, and the commands.

All patterns meet text that common.text.normalise has brought to one spelling: “dont”, “im”, “idk” as “i dont know”.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Command(StrEnum):
    """What can be said at any question besides an answer."""

    BACK = "back"
    STOP = "stop"
    AGAIN = "again"
    HELP = "help"
    GO_ON = "go on"


def _either(*ways: str) -> str:
    return f"(?:{'|'.join(ways)})"


UNKNOWN_SAID = re.compile(
    r"\b"
    + _either(
        "dunno", "dont (?:really |actually |even )?(?:know|no|remember)", "not (?:really |too |so |that )?sure",
        "unsure", "no (?:idea|clue)", "not a clue", "havent got a clue", "cant (?:really )?(?:remember|say|recall)",
        "forgot", "forgotten", "who knows", "not certain", "maybe", "might (?:be|have)", "could be",
        "not that i know", "not as far as i know", "no one (?:told|said)", "never been told", "not told",
        "how would i know", "prefer not", "rather not", "pass", "skip",
    )
    + r"\b"
)  # fmt: skip
NO_SAID = re.compile(
    "^"
    + _either(
        "no", "nah+", "nope", "na", "naa", "nay", "never", "none", "neither",
        "not (?:yet|really|rly|rlly|at all|me|now)", "i (?:wasnt|didnt|dont|havent|aint)", "im not",
        "it (?:wasnt|didnt|isnt)", "dont think so", "wasnt", "didnt", "havent", "nothing",
    )
    + r"\b"
)  # fmt: skip
YES_SAID = re.compile(
    "^"
    + _either(
        "yes", "yeah", "yea", "ye", "yh", "yhh", "yep", "yup", "ya", "aye", "sure", "course", "of course", "defo",
        "deffo", "definitely", "obvs", "obviously", "probably", "i (?:was|did|do|have|think so|reckon so|guess so)",
        "im$", "im (?:yes|yeah|yh|still|one)", "think so", "mhm", "mm", "correct", "true", "right", "thats right",
        "it (?:was|is|did)", "ok", "okay", "k", "it does", "100", "bet", "a bit",
    )
    + r"\b"
)  # fmt: skip
RIGHT_SAID = re.compile(
    "^(?:thats |its |all |looks |sounds |seems )*"
    + _either("right", "correct", "good", "fine", "true", "perfect", "ok", "great", "done", "go on", "go ahead")
    + r"\b"
)
WRONG_SAID = re.compile(r"\b(?:wrong|change|not right|incorrect)\b")
SAME_SAID = re.compile(r"^(?:(?:yes|yeah|yh|its|still) )*(?:the )?(?:same|still|there|that one|here)\b")
SKIPPED_SAID = re.compile(
    r"(?:skip|pass|next)(?: (?:this|it|that|one|please))*|no|nope|nah|none|nothing|dunno|i dont (?:know|no)"
)
QUESTION_ASKED = re.compile(
    r"\?\s*$|^(?:(?:but|and|so|ok|wait|hang on|hold on|um|erm) )*"
    + _either(
        "what", "whats", "how", "hows", "when(?! i was| i turned| i left| my| they| we)", "where", "who", "whos",
        "why", "which", "(?:can|could|do) (?:i|you|they|u)", "does", "am i", "is (?:it|there|that)",
        "are (?:you|there|they)", "will", "should", "would",
    )
    + r"\b",
    re.IGNORECASE,
)  # fmt: skip
MARKED = re.compile(
    "^(?:"
    + _either(
        "no", "nah", "oh", "oops", "ah", "wait", "hang on", "hold on", "sorry", "actually", "soz", "my bad", "mistake",
        "i (?:meant|mean)", "i said", "that was wrong", "thats wrong", "change (?:that|it)(?: to)?", "correction",
        "it should be",
    )
    + r"\b[ .]*)+"
)  # fmt: skip
STRONGLY = re.compile(
    r"\b"
    + _either(
        "wait", "hang on", "hold on", "sorry", "oops", "soz", "my bad", "mistake", "i meant", "i mean", "wrong",
        "change", "correction",
    )
    + r"\b"
)  # fmt: skip
AGE_STATED = re.compile(
    r"\b(?:im|am|age|aged) (?:only |just |now |actually |really |like )*(?=\d|[a-z]+teen|twenty|eighteen)"
)

_LATER = r"(?:(?:ill|i will|can we|lets) )?do (?:it|this) later"
_COMMANDS = {
    Command.BACK: _either(
        r"(?:go |can (?:i|we|you) go )?(?:back|backwards|previous(?: one| question)?)"
        r"(?: one| a step| to the (?:last|previous) (?:one|question))?",
        "undo", "(?:no )?wait(?: no)?", "oops", "the (?:last|previous) (?:one|answer) (?:was|is) wrong",
        "that was wrong", "i (?:got|did) that wrong",
    ),
    Command.STOP: _either(
        "stop(?: it| this| asking| the (?:questions|check))?", "cancel(?: it| this| that)?", "quit", "exit", "enough",
        "no more(?: questions)?", "leave it", "forget it", "forget about it", "never ?mind", "nvm",
        r"(?:i )?(?:dont|do not) want to(?: do (?:this|it))?(?: anymore| any more| now)?", _LATER, "not now", "later",
        "maybe later", "im bored(?: of this)?", "this is too long", "too many questions",
    ),
    Command.AGAIN: _either(
        "(?:can (?:i|we) )?(?:lets )?(?:start|begin) (?:again|over)", "restart", "reset",
        "(?:start )?from the (?:start|beginning|top)",
    ),
    Command.HELP: _either(
        "help", "huh", "eh", "what", "what(?: do you| does (?:that|this|it)| you)? mean(?:s| by that)?",
        "what(?:s| is) (?:that|this)(?: mean)?",
        "i (?:dont|do not|not) (?:understand|get)(?: it| that| this| (?:the )?question)?",
        "i dont know (?:what (?:that|this|it) (?:is|means)|what you mean)", "explain(?: it| that)?",
        r"wdym(?: .{1,25})?", r"what do you mean(?: by .{1,25}| .{1,15})?", "(?:what is|whats) the question",
        "why(?: do you (?:ask|need to know|want to know))?",
    ),
    Command.GO_ON: "(?:ok |yes |lets )?" + _either(
        "go on", "carry on", "continue", "keep going", "next(?: question)?", "where were we", "what was the question",
        "ready", "im back", "im ready", "lets go",
    ),
}  # fmt: skip
COMMANDS = {name: re.compile(f"(?:{way})(?: (?:please|pls|then|now))?") for name, way in _COMMANDS.items()}

WEEKS_IN = {"day": 1 / 7, "week": 1.0, "wk": 1.0, "month": 30.44 / 7, "year": 365.25 / 7, "yr": 365.25 / 7}
UNITS = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
)
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
NUMBERS = {**UNITS, **dict(zip(_TEENS.split(), range(13, 21), strict=True)), "a": 1, "an": 1, "couple": 2, "few": 3}
NUMBER = re.compile(
    rf"\b(?:(twenty) ?({'|'.join(list(UNITS)[:9])})|(\d{{1,4}})|({'|'.join([*UNITS, *_TEENS.split()])}))"
    r"(?:st|nd|rd|th|yrs|yo)?\b"
)
SOON = re.compile(
    r" (?:in (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|soon|next (?:week|month|year)|tomorrow"
    r"|in \w+ (?:day|week|month)s?)\b"
)
NOT_YET = re.compile(r"\b(?:nearly|almost|not quite|about to (?:be|turn)|just under|turning|turn|going to be)\s+$")
LENGTH = re.compile(rf"\b(\d{{1,4}}|{'|'.join(NUMBERS)})(?: of)?(?: and a half)? (day|week|wk|month|year|yr)s?\b")
SINCE = re.compile(r"\bsince (?:i was |age |aged )?(?:like |about |around )?(\d{1,2})\b")
LESS_SAID = re.compile(r"\b(?:less|under|fewer|below|not even)\b")
MORE_SAID = re.compile(r"\b(?:more|over|at least|above|longer)\b")
PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
SMALL_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "your",
        "you",
        "my",
        "i",
        "in",
        "of",
        "is",
        "was",
        "it",
        "that",
        "were",
        "where",
        "how",
        "what",
        "to",
    ]
)
