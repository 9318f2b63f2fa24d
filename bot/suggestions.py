"""What young people say should change: the e-mail to the participation officer, and `offer suggestions`.

By default the e-mail holds neither the words nor the name (docs/decisions/0006): it says that there is something to
read, and how. docs/suggestions.md is written for the officers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime

from bot.content.loader import Content, load_content
from bot.content.officers import EVERY, address_of, own_officer
from bot.content.phrases import Phrases
from bot.settings import BadSetting, Settings, load_settings
from bot.storage.database import open_database
from bot.storage.suggestions import DueLetter, Sent, Suggestions
from bot.storage.tables import Suggestion

LONGEST_ANSWER = 3000


def officer_scope(settings: Settings) -> str | None:
    """For which council the officer's address of the settings counts (bot.content.officers)."""
    return (settings.council or EVERY) if settings.participation_email else None


def officer_email(letter: DueLetter, sender: str, receiver: str, *, with_words: bool) -> EmailMessage:
    """The e-mail for one suggestion. Its Message-ID is the same at every try, so that a repeat can be seen as one."""
    said = letter.suggestion
    message = EmailMessage()
    message["Subject"] = f"Suggestion {said.id} in the care leavers' chat"
    message["From"], message["To"] = sender, receiver
    message["Date"] = format_datetime(said.written)
    message["Message-ID"] = f"<suggestion-{said.id}-{letter.alert}@care-leaver-offer>"
    words = f"Their words:\n\n{said.words}\n\nFirst name: {said.name or 'not given'}\n\n" if with_words else ""
    again = "\nThis is sent again, because the mail server did not confirm an earlier try." if letter.attempts else ""
    message.set_content(
        "A young person has written what should change at the council.\n\n"
        f"Suggestion: {said.id}\nCouncil: {said.council or 'not known'}\n"
        f"Written: {said.written:%d %B %Y %H:%M} UTC\n"
        f"You may answer them in their chat: {'yes' if said.may_answer else 'no, they did not want that'}\n\n"
        f"{words}Read it: run  offer suggestions show {said.id}\n"
        f'Answer it: run  offer suggestions answer {said.id} "..."\n{again}'
    )
    return message


class OfficerLetters:
    """The e-mails to participation officers that wait; bot.alerts.AlertDelivery sends them.

    Args:
        suggestions: the tables.
        settings: the addresses, and whether the words may go into an e-mail.
        content: gives the live content, for the officers that the teams' files name.
    """

    def __init__(self, suggestions: Suggestions, settings: Settings, content: Callable[[], Content]) -> None:
        self._suggestions, self._settings, self._content = suggestions, settings, content

    def due(self, now: dt.datetime) -> list[tuple[DueLetter, EmailMessage]]:
        """Those to be sent now. One whose officer has gone from the files waits until there is one again."""
        settings, content = self._settings, self._content()
        found = []
        for letter in self._suggestions.due_letters(now):
            receiver = address_of(
                content,
                letter.suggestion.council,
                scope=officer_scope(settings),
                given=settings.participation_email,
                demonstration=settings.alert_email is None,
            )
            if receiver:
                words = settings.suggestion_words
                found.append((letter, officer_email(letter, settings.alert_from, receiver, with_words=words)))
        return found

    def held_back(self, letter: DueLetter, due: dt.datetime) -> None:
        """The mail server has not taken one: it is tried again at `due`."""
        self._suggestions.letter_held_back(letter, due)

    def sent(self, letter: DueLetter, now: dt.datetime) -> None:
        """The mail server has taken one."""
        self._suggestions.letter_sent(letter, now, with_words=self._settings.suggestion_words)


def lines_of_suggestions(limit: int = 50) -> list[str]:
    """One line for each of the newest suggestions, without names and words."""
    found = _open(load_settings()).all(limit)
    if not found:
        return ["There are no suggestions."]
    return [
        f"{s.id:>5}  {s.written:%Y-%m-%d %H:%M}  {s.state:<8}  {s.council or 'council not known':<20}  "
        f"{'may be answered' if s.may_answer else 'no answer wanted'}"
        for s in found
    ]


def text_of_suggestion(number: int, now: dt.datetime) -> str:
    """One suggestion with its words. From now on it counts as passed on to the council."""
    said = _open(load_settings()).read(number, now)
    if said is None:
        return f"There is no suggestion {number}. The person may have had it deleted."
    lines = [
        f"Suggestion {said.id}: {said.state}",
        f"Written {said.written:%Y-%m-%d %H:%M} UTC. Council: {said.council or 'not known'}. "
        f"First name: {said.name or 'not given'}.",
        _answerable(said),
        "",
        said.words,
    ]
    if said.answer and said.answered:
        lines += ["", f"Answered {said.answered:%Y-%m-%d %H:%M} UTC by {said.answered_by}:", said.answer]
    return "\n".join(lines)


def answer_suggestion(number: int, words: str, now: dt.datetime, officer: str | None = None) -> str:
    """Answers a suggestion in the person's chat, and says what became of that.

    Args:
        number: the suggestion.
        words: the answer.
        now: the time.
        officer: whose answer it is; else the officer whom the team's file names.

    Raises BadSetting when the answer is empty or too long, or nobody is known to have written it.
    """
    words = words.strip()
    if not words:
        raise BadSetting("The answer is empty. Write it in quotes after the number.")
    if len(words) > LONGEST_ANSWER:
        raise BadSetting(f"The answer has {len(words):,} characters, and {LONGEST_ANSWER:,} fit. Make it shorter.")
    settings = load_settings()
    suggestions = _open(settings)
    said = suggestions.peek(number)
    if said is None:
        return f"There is no suggestion {number}. The person may have had it deleted. Nothing was sent."
    content = load_content(settings.content)
    name, markdown = _message(content, settings, said, words, now, officer)
    sent = suggestions.answer(number, words, name, markdown, now)
    if sent is Sent.SENT:
        return f"Sent to the person's chat, from {name}."
    return f"Nothing was sent: {sent.value}."


def close_suggestion(number: int) -> str:
    """Closes a suggestion, and says what became of that."""
    closed = _open(load_settings()).close(number)
    return f"Suggestion {number} is closed." if closed else f"There is no suggestion {number}."


def _message(
    content: Content, settings: Settings, said: Suggestion, words: str, now: dt.datetime, given: str | None
) -> tuple[str, str]:
    """Whose answer it is, and the whole message."""
    demonstration = settings.alert_email is None
    officer = own_officer(content, said.council, demonstration=demonstration)
    name = given or (officer.name if officer else None)
    if name is None:
        raise BadSetting(
            f"I don't know who answers: teams/{said.council or 'COUNCIL'}.yml names no participation officer. "
            'Give the name: --as "First Last".'
        )
    phrases = Phrases(content, now.date())
    council = content.councils.get(said.council or "")
    made_up = bool(officer and officer.demo and not given)
    head = phrases.say(
        "suggestion_answer",
        name=f"{name} {phrases.say('team_demo')}" if made_up else name,
        role=officer.role if officer else "participation officer",
        council=council.full_name if council else "the council",
    )
    return name, f"{head}\n\n{words}"


def _answerable(said: Suggestion) -> str:
    if said.conversation_id is None:
        return "The person had their chat deleted, so they cannot be answered any more."
    return "You may answer them in their chat." if said.may_answer else "They did not want to be answered in the chat."


def _open(settings: Settings) -> Suggestions:
    return Suggestions(open_database(settings.database_url))
