"""Makes changes of the content: tried out first, written in one step, live at once, and kept in the history.

It also notices what was changed by hand on the server. Everything that changes content goes through here.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.content.faults import Fault
from bot.content.folder import ContentFolder, digest
from bot.content.live import LiveContent
from bot.content.trial import Trials, Tried
from bot.storage.history import Change, ContentHistory, Made

log = structlog.get_logger()
BY_HAND = "by hand, on the server"


class ChangeRefused(Exception):
    """The change is not made. `faults` say why; `warnings` is True when they are only worth a look."""

    def __init__(self, faults: list[Fault], *, warnings: bool = False) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults, self.warnings = faults, warnings


class ChangedMeanwhile(Exception):
    """Somebody else has changed the file since."""


class CannotGoBack(Exception):
    """An earlier version cannot be put back; the message is one sentence, `later` holds the changes in the way."""

    def __init__(self, problem: str, later: list[Change] | None = None) -> None:
        super().__init__(problem)
        self.later = later or []


@dataclass(frozen=True)
class Proposal:
    """A change that somebody wants to make.

    Attributes:
        file: the file's name.
        text: its new text, or None to take it away.
        expected: the digest of the text that the new one was made from.
        made: who, why and how.
        own: which faults are the editor's own business; all of the file when left out.
        warned: whether the editor has seen the warnings.
    """

    file: str
    text: str | None
    expected: str
    made: Made
    own: Callable[[Fault], bool] | None = None
    warned: bool = False

    def is_own(self, fault: Fault) -> bool:
        """Whether a fault is in what was changed."""
        return self.own(fault) if self.own else fault.path.as_posix() == self.file


class Publisher:
    """Changes the content that is served.

    Args:
        live: the content that is served.
        history: keeps the changes.
        clock: the time, aware.
    """

    def __init__(self, live: LiveContent, history: ContentHistory, clock: Callable[[], dt.datetime]) -> None:
        self.live, self.history, self._clock = live, history, clock
        self.folder = ContentFolder(live.folder)
        self.trials = Trials(live.folder, lambda: clock().date(), live.read)
        self._lock = threading.RLock()

    def trial(self, file: str, text: str | None) -> Tried:
        """What a change would lead to."""
        return self.trials.of({file: text}, self.live.content)

    def publish(self, proposal: Proposal) -> int | None:
        """Makes a change and serves it.

        Returns:
            the number of the change, or None when nothing is different. Raises ChangeRefused, ChangedMeanwhile and
            NotAContentFile; then nothing has changed.
        """
        file, text = proposal.file, proposal.text
        with self._lock:
            self.notice()
            current = self.folder.read(file)
            if digest(current) != proposal.expected:
                raise ChangedMeanwhile
            if text == current:
                return None
            tried = self.trial(file, text)
            if refusing := tried.refusing(proposal.is_own):
                raise ChangeRefused(refusing)
            if not proposal.warned and (warnings := tried.warnings(proposal.is_own)):
                raise ChangeRefused(warnings, warnings=True)
            number = self.history.record(
                file, text, proposal.made, self._clock(), lambda: self.folder.write(file, text)
            )
            if not self.live.reload() and number is not None:
                self._settle([number])
            log.info("content changed", file=file, how=proposal.made.how, change=number)
            return number

    def back(self, number: int, who: str, *, after: bool = False, force: bool = False) -> int | None:
        """Undoes a change by a new one; `after` goes back to how it left the file, `force` undoes later changes too.

        Returns:
            the number of the new change, or None when the file is like that already. Raises CannotGoBack,
            ChangeRefused and NotAContentFile.
        """
        with self._lock:
            self.notice()
            change = self.history.change(number)
            if change is None:
                raise CannotGoBack(f"There is no change {number}.")
            later = self.history.later(change)
            if later and not force:
                raise CannotGoBack(_in_the_way(change, later), later)
            text = change.after if after else change.before
            why = f"Back to how change {number} left it." if after else f"Change {number} undone."
            made = Made(who, why, "back", undoes=None if after else number)
            expected = digest(self.folder.read(change.file))
            return self.publish(Proposal(change.file, text, expected, made, warned=True))

    def notice(self) -> list[int]:
        """Keeps what was changed by hand since the last look; returns the numbers of these changes."""
        with self._lock:
            texts, seen = self.folder.texts(), self.history.seen()
            if not seen:
                self.history.begin(texts, self._clock())
                return []
            made = Made(BY_HAND, "", "hand")
            numbers = []
            for file in sorted({*texts, *seen}):
                if texts.get(file) != seen.get(file):
                    number = self.history.record(file, texts.get(file), made, self._clock())
                    numbers += [number] if number is not None else []
            if numbers:
                log.info("content changed by hand", changes=numbers)
                self._settle(numbers)
            return numbers

    def _settle(self, numbers: list[int]) -> None:
        """Says of new changes why they are not served, when they are not."""
        if not self.live.faults:
            return
        for number in numbers:
            change = self.history.change(number)
            found = [f for f in self.live.faults if change and f.path.as_posix() == change.file]
            if found:
                self.history.settle([number], "\n".join(map(str, found)))


def _in_the_way(change: Change, later: list[Change]) -> str:
    numbers = ", ".join(str(c.id) for c in reversed(later))
    many = len(later) > 1
    return (
        f"{change.file} was changed again since: change{'s' if many else ''} {numbers}. "
        f"Going back would undo {'these' if many else 'that one'} too."
    )
