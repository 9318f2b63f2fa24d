"""A tiny set of questions, enough for the models to learn something."""

from __future__ import annotations

from common.text import normalise

QUESTIONS = {
    "ask/council-tax": [
        "do i have to pay council tax", "council tax bill", "is there a council tax discount",
        "who pays my council tax", "got a council tax letter", "am i exempt from council tax",
    ],
    "ask/college-bursary": [
        "how do i get the college bursary", "bursary for college", "is there money for college", "college bursary form",
        "can i have a bursary", "how much is the bursary at college",
    ],
    "ask/bus-travel": [
        "can i get a free bus pass", "bus fares are too much", "help with bus travel", "bus pass for care leavers",
        "is the bus cheaper for me", "how to get a bus ticket",
    ],
    "greet": ["hello", "hi there", "hey", "good morning", "hiya", "hello again"],
    "out_of_scope": [
        "what is the weather", "tell me a joke", "who won the football", "sing a song", "what is the capital of france",
        "play some music",
    ],
}  # fmt: skip
TEXTS = [text for texts in QUESTIONS.values() for text in texts]
LABELS = [label for label, texts in QUESTIONS.items() for _ in texts]
UNSEEN = [
    ("do i av to pay counsil taxx", "ask/council-tax"),
    ("conucil tax??", "ask/council-tax"),
    ("how much is the colege bursery", "ask/college-bursary"),
    ("how do i aply for the bursry at collage", "ask/college-bursary"),
    ("free buss pas", "ask/bus-travel"),
    ("helllo", "greet"),
]
SAFETY = {
    "urgent/suicidal-thoughts": [
        "i want to kill myself", "i dont want to be alive anymore", "i am going to end my life", "im suicidal",
        "i want to die tonight", "thinking about killing myself",
    ],
    "urgent/homeless-tonight": [
        "i have nowhere to sleep tonight", "im on the street tonight", "i got kicked out and have no bed tonight",
        "sleeping rough tonight", "nowhere to go tonight its freezing", "i have no place to stay tonight",
    ],
    "sensitive/debt": [
        "im in debt and cant cope", "i owe loads of money", "bailiffs are coming for my debt", "my debts are too big",
        "payday loan debt", "im behind on all my bills",
    ],
    "sensitive/grief": [
        "my nan died", "my mum passed away last week", "i miss my dad who died", "grieving for my friend",
        "my brother died and im so sad", "cant get over her death",
    ],
}  # fmt: skip


def normalised(texts: list[str]) -> list[str]:
    return [normalise(text) for text in texts]


def safety_set() -> tuple[list[str], list[str]]:
    """Texts and labels for the safety model, the tiny questions being the harmless ones."""
    texts = [*TEXTS, *(text for texts in SAFETY.values() for text in texts)]
    labels = ["none"] * len(TEXTS) + [label for label, texts in SAFETY.items() for _ in texts]
    return normalised(texts), labels
