"""Goes through written conversations with a running bot, and counts how many turns went right.

`python -m tests.whole.conversing [PART OF AN ID]` does so by itself; OFFER_TEST_MODEL names another model to try.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bot.cli import CONTENT, _model
from bot.logs import log_to_stderr
from bot.rasa.figures import Count, count
from bot.run import now
from tests.tables import share

from .script import Conversation, Happened, Judged, judge, read_conversations
from .talking import Heard, Person, Running, running_bot


class MovedClock:
    """The present time, further on by what has been added."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return now() + self.ahead


async def converse(running: Running, clock: MovedClock, conversation: Conversation) -> list[Judged]:
    """Has one conversation, and judges each turn of it; a turn that cannot be taken is wrong."""
    person = running.person()
    if conversation.known:
        running.bot.store.set_profile("ask", person.name, dict(conversation.known), clock(), "given")
    judged: list[Judged] = []
    offered: list[str] = []
    for turn in conversation.turns:
        clock.ahead += dt.timedelta(days=turn.after.days, hours=turn.after.hours)
        try:
            heard = await (person.say(turn.say) if turn.say is not None else person.press(str(turn.press)))
        except RuntimeError:  # what a StopIteration becomes in a coroutine
            judged.append(Judged(conversation, turn, Happened(), [f"there is no button “{turn.press}”"]))
            continue
        happened = _happened(running, person, heard).model_copy(update={"offered_before": offered})
        offered = _offered(heard) or offered
        judged.append(Judged(conversation, turn, happened, judge(turn.expect, happened)))
    return judged


def _happened(running: Running, person: Person, heard: Heard) -> Happened:
    work, reply = running.works[person.name], heard.reply
    if reply is None:
        return Happened(text=heard.text)
    shown = list(dict.fromkeys([*reply.shown, *_offered(heard)]))
    return Happened(
        outcome=reply.outcome.value, shown=shown, facts=reply.facts, verdict=reply.verdict,
        safe_check=reply.safe_check, knows={**work.audience.model_dump(exclude_none=True), **reply.profile},
        asks={**work.state, **reply.state}.get("asked") or [], text=heard.text, buttons=heard.buttons,
    )  # fmt: skip


def _offered(heard: Heard) -> list[str]:
    """The answers that buttons lead to, in order."""
    parts = heard.reply.parts if heard.reply else []
    return [b.data["answer"] for part in parts for b in part.buttons if b.intent == "choose"]


async def converse_all(model: Path, content: Path, only: str = "") -> list[Judged]:
    """All conversations with a bot of their own, whose clock they may move on; `only` those whose id holds it."""
    clock, judged = MovedClock(), []
    async with running_bot(model, content, clock) as running:
        for conversation in read_conversations():
            if only in conversation.id:
                judged += await converse(running, clock, conversation)
    return judged


def turns_right(judged: Iterable[Judged]) -> Count:
    """How many turns went right."""
    return count(not j.wrong for j in judged)


def wholly_right(judged: Iterable[Judged]) -> Count:
    """How many conversations went right in every turn."""
    return count(all(not j.wrong for j in turns) for turns in _grouped((j.conversation.id, j) for j in judged).values())


def tables(judged: list[Judged]) -> str:
    """The figures of the whole and by kind, and the turns that went wrong."""
    lines = [
        "CONVERSATIONS",
        f"  turns right                {share(turns_right(judged))}",
        f"  conversations wholly right {share(wholly_right(judged))}",
        "  turns right, by kind",
    ]
    kinds = _grouped((j.conversation.kind, j) for j in judged)
    lines += [f"    {kind:<24} {share(turns_right(turns))}" for kind, turns in sorted(kinds.items())]
    wrong = [line for j in judged if j.wrong for line in _described(j)]
    return "\n".join([*lines, *(["  turns that went wrong", *wrong] if wrong else [])])


def _described(judged: Judged) -> list[str]:
    happened = judged.happened
    came = f"{happened.outcome}; shown {', '.join(happened.shown) or 'nothing'}"
    if happened.asks:
        came += f"; asks {', '.join(happened.asks)}"
    if happened.knows and judged.turn.expect.knows:
        came += f"; knows {dict(happened.knows)}"
    return [
        f"    {judged.conversation.id}: {judged.turn.words}",
        f"      expected {'; '.join(judged.wrong)}",
        f"      came     {came}",
    ]


def _grouped(rows: Iterable[tuple[str, Judged]]) -> dict[str, list[Judged]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for name, row in rows:
        groups[name].append(row)
    return groups


if __name__ == "__main__":
    log_to_stderr("error")
    model = Path(os.environ["OFFER_TEST_MODEL"]) if "OFFER_TEST_MODEL" in os.environ else _model(CONTENT)
    sys.stdout.write(tables(asyncio.run(converse_all(model, CONTENT, *sys.argv[1:2]))) + "\n")
