"""What became of a training, said to an editor. No input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.rasa.figures import NAMES, Count
from bot.rasa.judging import Comparison
from bot.storage.training_runs import RunState, TrainingRun

_LISTED = 10
_RETRY = "offer training retry"


def about_changed(changed: Sequence[str], titles: Mapping[str, str]) -> str:
    """Which answers' questions had changed."""
    if not changed:
        return ""
    named = [f"“{titles.get(answer, answer)}”" for answer in changed[:_LISTED]]
    more = f" and {len(changed) - _LISTED} more" if len(changed) > _LISTED else ""
    return f"Changed questions: {', '.join(named)}{more}."


def approved(found: Comparison, titles: Mapping[str, str]) -> str:
    """The new model serves."""
    return "\n".join(["The changed questions are understood now.", *_not_found(found, titles)])


def kept_aside(run: int, found: Comparison, titles: Mapping[str, str]) -> str:
    """The new model would be worse."""
    lines = [
        "Kept aside: with the changed questions the bot would understand less, so it goes on as it was.",
        "What got worse:",
        *(f"- {sentence}" for sentence in found.worse),
    ]
    if found.examples:
        lines.append("Test questions that are no longer answered:")
        lines += [
            f"- “{e.text}” should lead to “{e.answer}”. Before: {e.before}. Now: {e.now}."
            for e in found.examples[:_LISTED]
        ]
    lines += _not_found(found, titles)
    lines.append(
        "Look at the questions you changed: are some under the wrong answer, or so like another answer's that the two "
        "are mixed up? Put them right and save; it is then tried again by itself. If it is meant to be so: "
        f"offer training use {run}"
    )
    return "\n".join(lines)


def not_checked(run: int, why: str, *, used: bool) -> str:
    """Nothing shows whether the new model is as good."""
    first = "The changed questions were learnt, but whether the bot still understands the rest could not be checked."
    after = "It is used all the same, as OFFER_USE_UNCHECKED says." if used else "So it is kept aside."
    last = "" if used else f" To use it unchecked: offer training use {run}"
    return f"{first} {why} {after}{last}"


def failed(why: str) -> str:
    """The training did not end well; the bot goes on as it was."""
    return f"The changed questions could not be learnt. {why} The bot goes on as it was. To try again: {_RETRY}"


def _not_found(found: Comparison, titles: Mapping[str, str]) -> list[str]:
    if not found.not_found:
        return []
    lines = ["New questions that do not yet find their answer (write two or three more like them):"]
    lines += [f"- “{question}” (“{titles.get(answer, answer)}”)" for question, answer in found.not_found[:_LISTED]]
    if len(found.not_found) > _LISTED:
        lines.append(f"- and {len(found.not_found) - _LISTED} more")
    return lines


def table(run: TrainingRun) -> list[str]:
    """The figures of a run, a line each: before and now."""
    if not run.after:
        return []
    lines = [f"{'of 100':<56}{'before':>8}{'now':>8}"]
    for name, words in NAMES.items():
        earlier, now = (_percent(figures.get(name)) for figures in (run.before, run.after))
        lines.append(f"{words:<56}{earlier:>8}{now:>8}")
    return lines


def _percent(counted: dict[str, Any] | None) -> str:
    count = Count.model_validate(counted or {})
    return f"{count.percent:.1f}" if count.of else "-"


STATE_WORDS = {
    RunState.WAITING: "waits to begin",
    RunState.RUNNING: "is being trained",
    RunState.APPROVED: "approved",
    RunState.KEPT_ASIDE: "kept aside, it got worse",
    RunState.FAILED: "failed",
    RunState.NOT_CHECKED: "not checked",
}
