"""Which kept messages editors may see. No input or output.

What a person wrote can say who they are without a name or a number in it: by a rare word, or by a whole story. So a
message is shown as soon as one chat asked it only when it is short and all its words are everyday ones, that is words
that stand in the questions of several answers. Any other message waits until several chats asked nearly the same:
then it is not about one person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

SHORT = 25  # words
_SEVERAL = 2  # answers in whose questions an everyday word stands
_WORD = re.compile(r"[^\W\d_]+|\d+")
_PLACEHOLDER = re.compile(r"\[[a-z]+\]")
_LONG_NUMBER = 4  # digits; an age or an amount is shorter


def everyday_words(questions: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The words that stand in the questions of several answers (`questions`: those of each answer)."""
    answers: dict[str, set[str]] = defaultdict(set)
    for answer, asked in questions.items():
        for question in asked:
            for word in _words(question):
                answers[word].add(answer)
    return frozenset(word for word, where in answers.items() if len(where) >= _SEVERAL)


def may_be_shown(text: str, count: int, least: int, everyday: frozenset[str]) -> bool:
    """Whether editors may see a kept message.

    Args:
        text: the message, without personal data.
        count: how many chats asked nearly the same.
        least: how many must have, for a long message or one with unusual words.
        everyday: the everyday words.
    """
    if count >= least:
        return True
    words = _words(_PLACEHOLDER.sub(" ", text))
    return len(words) <= SHORT and all(w in everyday or (w.isdigit() and len(w) < _LONG_NUMBER) for w in words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("'", "").replace("’", ""))
