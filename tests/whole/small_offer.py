"""A small offer with real questions and a held-back set of its own, quick to train."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from content.tiny_offer import ADVISER, HOME, REAL, TAX, Offer

QUESTIONS = {
    "council-tax": [
        "do i have to pay council tax", "council tax bill came", "is there a council tax discount for care leavers",
        "who pays my council tax", "got a council tax letter", "am i exempt from council tax", "council tax help",
        "cant afford the council tax", "how do i stop paying council tax", "council tax arrears",
        "do care leavers pay council tax", "counsil tax",
    ],
    "first-home": [
        "money for my first home", "setting up home allowance", "how much is the setting up home grant",
        "i need furniture for my new flat", "money for a bed and a cooker", "leaving care grant for my flat",
        "who buys my furniture", "help to furnish my first place", "can i get money for carpets",
        "my new flat is empty and i have no furniture", "starter pack for my flat", "what can the home grant buy",
    ],
    "adviser": [
        "who is my personal adviser", "how do i get a pa", "what does a pa do", "when do i get an adviser",
        "my pa never rings back", "can i change my personal adviser", "do i still have a leaving care worker",
        "how often should my pa see me", "i dont know who my pa is", "what is a pa for", "new personal adviser please",
        "until what age do i have a pa",
    ],
    "bus-pass": [
        "can i get a free bus pass", "bus fares are too much", "help with bus travel", "bus pass for care leavers",
        "is the bus cheaper for me", "how to get a bus ticket", "train and bus costs to college", "who pays for my bus",
        "cheap travel card", "railcard for care leavers", "i cant afford the bus", "travel money",
    ],
    "gp": [
        "how do i register with a doctor", "find a gp near me", "need a doctor in my new town", "changing my gp",
        "can i see a doctor without id", "how to join a surgery", "the doctors said they are full",
        "register at a gp surgery", "i moved and need a new doctor", "which doctor do i go to", "gp appointment how",
        "do i need proof of address for the doctor",
    ],
    "passport": [
        "who pays for my passport", "how do i get a passport", "i have no passport", "passport form help",
        "need a passport for id", "lost my passport", "first passport care leaver", "does the council pay passports",
        "proof of identity passport", "how much is a passport", "applying for a british passport",
        "my passport ran out",
    ],
}  # fmt: skip
HELD_BACK = {
    "council-tax": [
        "have i got to pay the council tax", "council tax demand on the mat", "why am i sent a council tax bill",
        "reduction on council tax please",
    ],
    "first-home": [
        "grant to set up my home", "who pays for a sofa in my new flat", "moving in with no furniture at all",
        "allowance for setting up home",
    ],
    "adviser": [
        "who's my pa now", "is my personal adviser meant to visit", "i want a different pa",
        "do i get a personal adviser",
    ],
    "bus-pass": ["free travel on the bus", "bus costs too high", "cheaper bus pass", "help paying for buses"],
    "gp": [
        "how do i sign up at a doctors", "need to find a new gp", "registering with surgeries", "doctor wont have me",
    ],
    "passport": [
        "money for a passport", "getting my first passport", "passport costs who pays", "help with my passport form",
    ],
}  # fmt: skip
OTHER = {"out_of_scope": ["will it snow on sunday", "who won the cup final"], "human": ["let me talk to a person"]}
MESSAGES = [
    *((text, "urgent") for text in (
        "i want to kill myself", "im going to end it tonight", "he hit me and i am hiding", "i have nowhere to sleep",
        "i took all the pills", "someone is going to stab me",
    )),
    *((text, "none") for text in (
        "this homework is killing me", "dying for a pizza", "i am fine thanks", "the match was a bloodbath lol",
        "my phone died", "i could murder a cuppa",
    )),
]  # fmt: skip
NEW = {  # answers that the small folder of the content tests does not have: id, title, area
    "bus-pass": "Cheaper buses", "gp": "Finding a doctor", "passport": "Your passport",
}  # fmt: skip


def questions_of(answer: str) -> str:
    return "\n".join(f"  - {question}" for question in QUESTIONS[answer])


def small_offer(folder: Path) -> Offer:
    """The content folder."""
    offer = Offer(folder).build()
    shutil.copy(REAL / "safety" / "rules.yml", folder / "safety" / "rules.yml")
    template = offer.read(ADVISER).split("questions:\n")[0]
    for answer, title in NEW.items():
        head = template.replace("id: adviser", f"id: {answer}").replace(
            "title: Your personal adviser", f"title: {title}"
        )
        head = head.replace("choice: my personal adviser", f"choice: about {title.lower()}")
        offer.write(path_of(answer), f"{head}questions:\n{questions_of(answer)}\n---\nAbout {title.lower()}.\n")
    for answer in ("council-tax", "first-home", "adviser"):
        ask(offer, answer, QUESTIONS[answer])
    return offer


def path_of(answer: str) -> str:
    known = {"council-tax": TAX, "first-home": HOME, "adviser": ADVISER}
    return known.get(answer, f"england/eligibility/{answer}.md")


def ask(offer: Offer, answer: str, questions: list[str]) -> None:
    """Puts these questions in place of an answer's own."""
    head, _, rest = offer.read(path_of(answer)).partition("questions:\n")
    body = rest.partition("---\n")[2]
    asked = "\n".join(f"  - {question}" for question in questions)
    offer.write(path_of(answer), f"{head}questions:\n{asked}\n---\n{body}")


def held_back(folder: Path) -> tuple[Path, Path]:
    """The folder of held-back questions, and the file of messages."""
    (folder / "questions").mkdir(parents=True)
    for name, sets in (("small", HELD_BACK), ("other", OTHER)):
        lines = [f"{label}:\n" + "".join(f"  - {text}\n" for text in texts) for label, texts in sets.items()]
        (folder / "questions" / f"{name}.yml").write_text("".join(lines), encoding="utf-8")
    messages = folder / "messages.jsonl"
    lines = [json.dumps({"text": text, "label": label}) for text, label in MESSAGES]
    messages.write_text("\n".join(lines), encoding="utf-8")
    return folder / "questions", messages
