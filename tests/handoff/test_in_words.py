"""The policy as a safeguarding lead reads it."""

from __future__ import annotations

from bot.content.live import LiveContent
from bot.content.shipped import shipped_policies
from bot.handoff.in_words import policy_lines, topic_lines, week_in_words
from bot.handoff.working_time import week_from


def test_the_policy_names_every_step_and_whom_it_tells() -> None:
    text = "\n".join(policy_lines(shipped_policies().england))
    assert "after 15 working minutes: the adviser's cover" in text
    assert "again every 60 working minutes" in text
    assert "stay on the console" in text


def test_every_topic_is_listed_with_what_happens_urgent_first(content: LiveContent) -> None:
    topics = content.content.topics
    lines = topic_lines(topics.values())
    assert len(lines) == len(topics)
    assert [line.split()[0] for line in lines] == sorted((line.split()[0] for line in lines), reverse=True)
    assert any("never the person named" in line for line in lines)


def test_hours_are_said_as_they_are_written() -> None:
    assert week_in_words(week_from({"mon": ["09:00-12:00", "13:00-17:00"]})).startswith("mon 09:00-12:00 and 13:00")
    assert week_in_words(week_from({"always": True})) == "day and night"
