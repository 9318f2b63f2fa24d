"""The fixed texts of the bot, from `words/en.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.care.words import CARE_CHOICES, CARE_KEYS
from bot.content.marks import Marks
from bot.content.model import Area
from bot.people.words import PEOPLE_CHOICES, PEOPLE_KEYS
from common.front_matter import read_yaml

KEYS = frozenset(
    {
        "notice",
        "notice_back",
        "alerts_on",
        "alerts_off",
        "privacy",
        "start",
        "help",
        "stop",
        "forgotten",
        "officer_on",
        "officer_off",
        "suggestion_told",
        "suggestion_not_told",
        "suggestion_council_unknown",
        "suggestion_answer_here",
        "suggestion_no_answer",
        "suggestion_kept",
        "suggestion_empty",
        "suggestion_answer",
        "forgotten_suggestion",
        "waking",
        "down",
        "failed",
        "too_long",
        "flood",
        "empty",
        "only_emoji",
        "voice",
        "photo",
        "sticker",
        "edit",
        "other",
        "old_button",
        "greet",
        "goodbye",
        "thanks",
        "frustration",
        "start_again",
        "easy_words",
        "normal_words",
        "other_language",
        "not_translated_by_a_person",
        "robot",
        "private",
        "saved",
        "adviser_sees",
        "who_made",
        "bot_age",
        "languages",
        "menu",
        "area_menu",
        "situations",
        "team_which",
        "team_unknown",
        "team_no_people",
        "team_reach",
        "team_page",
        "team_demo",
        "out_of_scope",
        "out_of_scope_or",
        "human_or",
        "urgent_asked_too",
        "not_sure",
        "hedge",
        "no_answer",
        "not_that",
        "which",
        "no_section",
        "ask_council",
        "ask_age",
        "ask_both",
        "noted_council",
        "noted_lives",
        "noted_age",
        "what_next",
        "not_known",
        "yes_to_what",
        "no_then",
        "human",
        "human_demo",
        "ask_name",
        "ask_contact",
        "handed_off",
        "handed_off_demo",
        "urgent_told",
        "urgent_demo",
        "allegation_told",
        "safe_check",
        "safe_ok",
        "sensitive_offer",
        "adviser_unknown",
        "entitlement_one",
        "entitlement_perhaps",
        "entitlement_several",
        "entitlement_too_little",
        "entitlement_no_group",
        "entitlement_unknown",
        "entitlement_decides",
        "entitlement_council_unknown",
        "entitlement_rights",
        "entitlement_extras",
        "entitlement_maybe",
        "entitlement_lives",
        "entitlement_other_law",
        "interview_place",
        "interview_place_about",
        "interview_back_to",
        "interview_not_read",
        "interview_not_number",
        "interview_no_council",
        "interview_no_help",
        "interview_corrected",
        "interview_summary",
        "interview_is_right",
        "interview_change",
        "interview_again",
        "interview_stopped",
        "interview_none",
        "interview_gone",
        "layer_none",
        "layer_gap",
        "council_of_other",
        "councils_two",
        "council_became",
        "council_ended",
        "nation_partly",
        "nation_differs",
        "nation_other_law",
        "source_unchecked",
        "source_part_checked",
        "source_checked",
        "source_others",
        "source_no_date",
        "source_old",
        "source_disagree",
        "source_disagree_line",
        "overdue",
        "overdue_crisis",
        "cut_short",
        "cut_short_ask",
        "cut_short_read",
        "layer_left_out",
        "paper_letter",
        "paper_offer",
        "letter_ready",
        "letter_gaps",
        "letter_not_here",
        "letter_gone",
        "letter_cut",
        "my_offer_title",
        "my_offer_intro",
        "my_offer_for",
        "my_offer_age",
        "my_offer_any_age",
        "my_offer_council",
        "my_offer_lives",
        "my_offer_no_check",
        "my_offer_check",
        "my_offer_rights",
        "my_offer_rights_note",
        "my_offer_extras",
        "my_offer_extras_note",
        "my_offer_more",
        "my_offer_pick",
        "my_offer_how",
        "my_offer_sources",
        "my_offer_not_here",
    }
    | CARE_KEYS
    | PEOPLE_KEYS
)
CHOICES = frozenset(
    {
        "adviser",
        "no",
        "yes",
        "none_of_these",
        "menu",
        "menu_situations",
        "team",
        "menu_more",
        "menu_back",
        "menu_list",
        "safe",
        "not_safe",
        "skip",
        "dont_know",
        "go_on",
        "interview_right",
        "interview_change",
        "interview_stop",
        "interview_same",
        "interview_again",
        "stop_form",
        "letter_again",
        "offer_more_right",
        "offer_more_extra",
        "offer_pick_right",
        "offer_pick_extra",
        "my_offer",
    }
    | CARE_CHOICES
    | PEOPLE_CHOICES
)


FIELDS = frozenset(
    {
        "adviser",
        "adviser_cap",
        "alerts",
        "keep_days",
        "limit",
        "area",
        "age",
        "council",
        "lives_in",
        "nation",
        "old",
        "sources",
        "day",
        "month",
        "title",
        "number",
        "total",
        "least",
        "most",
        "label",
        "status",
        "value",
        "address",
        "officer",
        "name",
        "role",
        "about",
        "means",
        "language_name",
        "names",
        "who",
        "when",
        "to",
        "time",
        "cover",
        "until",
        "topic",
        "contact",
        "holder",
        "phone",
        "email",
        "hours",
    }
)  # what the bot fills in besides the values of the register
AREAS = frozenset(area.value for area in Area)
_MISSPELT = "Look for a spelling mistake, or remove it."


@dataclass(frozen=True)
class Words:
    """Texts by key, labels of the buttons, and the names of the areas; `lines` says where each text begins."""

    texts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    path: Path = Path()

    def __getitem__(self, key: str) -> str:
        return self.texts[key]


def read_words(path: Path) -> tuple[Words, list[tuple[int, str, str]]]:
    """Reads the words.

    Returns:
        the words, and the faults as (line, problem, fix): a text that is missing, empty or not known.
    """
    data: Any = read_yaml(path)
    if not isinstance(data, dict):
        return Words(path=path), [(1, "The file must hold texts by name.", "Put the file back (git restore).")]
    marks = Marks(path, data, 1)
    faults: list[tuple[int, str, str]] = []
    groups: dict[str, dict[str, str]] = {"": {k: v for k, v in data.items() if k not in ("choices", "areas")}}
    for name in ("choices", "areas"):
        inside = data.get(name)
        groups[name] = inside if isinstance(inside, dict) else {}
    for (name, group), known in zip(groups.items(), (KEYS, CHOICES, AREAS), strict=True):
        faults += _faults_of(marks, (name,) if name else (), group, known)
    texts, choices, areas = ({str(k): str(v) for k, v in group.items()} for group in groups.values())
    return Words(texts, choices, areas, {str(key): marks.line(key) for key in data}, path), faults


def _faults_of(
    marks: Marks, above: tuple[str, ...], texts: dict[str, Any], known: frozenset[str]
) -> list[tuple[int, str, str]]:
    faults = []
    for key in sorted(known - texts.keys()):
        where = f" under `{above[0]}:`" if above else ""
        faults.append((marks.line(*above), f"The text “{key}” is missing.", f"Add a line `{key}: ...`{where}."))
    for key, text in texts.items():
        line = marks.line(*above, key)
        if key not in known:
            faults.append((line, f"The text “{key}” is not known.", _MISSPELT))
        elif text is None or not str(text).strip():
            faults.append((line, f"The text “{key}” is empty.", "Write it."))
        elif not isinstance(text, str):
            faults.append((line, f"“{key}” must be text.", "Put it in quotes."))
    return faults
