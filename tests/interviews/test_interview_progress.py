"""The way through an interview."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from made import interview, made, question

from bot.content.model import Audience
from bot.interviews.model import SKIPPED, UNKNOWN, Interview
from bot.interviews.progress import (
    SUMMARY,
    Progress,
    back,
    begin,
    from_state,
    is_one_of,
    onward,
    outcome,
    place,
    take,
    waits,
)

NOBODY = Audience()


def answered(made_of: Interview, *values: str, audience: Audience = NOBODY) -> Progress:
    """An interview in which the questions were answered in turn."""
    progress = begin(made_of, audience)
    for value in values:
        assert progress.at is not None
        progress = take(made_of, progress, progress.at, value)
    return progress


def test_questions_come_in_order_and_end_in_the_summary() -> None:
    progress, asked = begin(made(), NOBODY), []
    while progress.at != SUMMARY:
        assert progress.at is not None
        asked.append(progress.at)
        progress = take(made(), progress, progress.at, "yes")
    assert asked == ["age", "work", "hours", "home", "wish"]


def test_question_that_does_not_matter_is_not_asked() -> None:
    assert answered(made(), "17", "no").at == "home"
    assert answered(made(), "17", "yes").at == "hours"


def test_not_knowing_leaves_the_question_behind_it_open() -> None:
    assert answered(made(), "17", UNKNOWN).at == "hours"


def test_what_is_known_of_the_person_is_not_asked() -> None:
    progress = begin(made(), Audience(age=19))
    assert (progress.at, progress.answers, progress.known) == ("work", {"age": "19"}, ("age",))


def test_data_of_the_start_answers_its_question_and_the_rest_goes_to_the_ending() -> None:
    progress = begin(made(), NOBODY, {"work": "no", "letter": "complaint"})
    progress = take(made(), progress, "age", "20")
    assert progress.at == "home"
    assert outcome(made(), progress)["letter"] == "complaint"


def test_changed_answer_takes_away_what_hangs_on_it() -> None:
    progress = answered(made(), "17", "yes", "40", "alone")
    changed = take(made(), progress, "work", "no")
    assert "hours" not in changed.answers
    assert changed.answers["home"] == "alone"
    assert "hours" not in outcome(made(), changed)


def test_back_goes_one_question_back_and_stops_at_the_first() -> None:
    progress = answered(made(), "17", "no")
    assert back(made(), progress).at == "work"
    assert back(made(), back(made(), back(made(), progress))).at == "age"


def test_back_from_the_summary_goes_to_the_last_question() -> None:
    assert back(made(), answered(made(), "17", "no", "alone", "rest")).at == "wish"


def test_back_does_not_lead_to_what_was_never_asked() -> None:
    progress = take(made(), begin(made(), Audience(age=19)), "work", "no")
    assert back(made(), back(made(), progress)).at == "work"


def test_place_counts_what_may_still_come_as_about() -> None:
    assert place(made(), begin(made(), NOBODY)) == (1, 5, True)
    assert place(made(), answered(made(), "17", "no")) == (3, 4, False)
    assert place(made(), answered(made(), "17", "yes")) == (3, 5, False)


def test_place_leaves_out_what_was_known() -> None:
    assert place(made(), begin(made(), Audience(age=19)))[:2] == (1, 4)


def test_without_a_summary_the_last_answer_ends_it() -> None:
    short = interview(question("work"), summary=False)
    assert take(short, begin(short, NOBODY), "work", "yes").at is None


def test_ending_gets_unknown_and_skipped_for_what_was_left_open() -> None:
    progress = answered(made(), UNKNOWN, "no", UNKNOWN, SKIPPED)
    assert outcome(made(), progress) == {"age": UNKNOWN, "work": "no", "home": UNKNOWN, "wish": SKIPPED}


def test_progress_is_kept_in_plain_data() -> None:
    progress = answered(made(), "17", "yes")
    assert from_state({"interview": progress.as_state()}) == progress


def test_state_without_an_interview_holds_none() -> None:
    assert from_state({}) is None
    assert from_state({"interview": {}}) is None
    assert not waits({"asked": ["interview"]})


def test_interview_waits_only_while_its_question_was_the_last_word() -> None:
    kept = {"interview": answered(made(), "17").as_state()}
    assert waits({**kept, "asked": ["interview"]})
    assert not waits({**kept, "asked": ["handoff_name"]})
    assert not waits({**kept, "asked": []})


def test_numbers_are_matched_by_spans() -> None:
    assert is_one_of("17", ["16-17"])
    assert is_one_of("30", ["25+"])
    assert not is_one_of("18", ["16-17"])
    assert not is_one_of("unknown", ["16+"])
    assert not is_one_of(None, ["16+"])


@settings(deadline=None)
@given(st.lists(st.sampled_from(["yes", "no", UNKNOWN, "17", "alone", "kids"]), max_size=12), st.data())
def test_any_answers_and_corrections_lead_to_the_end(values: list[str], data: st.DataObject) -> None:
    made_of, progress = made(), begin(made(), NOBODY)
    for value in values:
        keys = [progress.at] if progress.at not in (None, SUMMARY) else []
        key = data.draw(st.sampled_from([*keys, *progress.answers] or ["age"]))
        assert key is not None
        progress = data.draw(st.sampled_from([take(made_of, progress, key, value), back(made_of, progress)]))
    for _ in made_of.questions:
        progress = onward(made_of, progress)
        if progress.at == SUMMARY:
            break
        assert progress.at is not None
        progress = take(made_of, progress, progress.at, UNKNOWN)
    assert onward(made_of, progress).at == SUMMARY
    number, total, _ = place(made_of, progress)
    assert 0 <= number <= total <= len(made_of.questions)
