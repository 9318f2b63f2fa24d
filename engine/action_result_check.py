"""Builds Rasa's check of action results once, instead of at every message.

Rasa 3.6.21 calls `jsonschema.validate(result, schema)` for each result of a custom action. That call first checks the
schema itself against its meta-schema, which took two thirds of a whole message when it was measured. The schema never
changes, so a validator built once accepts and refuses exactly the same results (shown in
engine/tests/test_action_result_check.py). The other place where we change Rasa's behaviour is engine/model_swap.py.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL

_STOCK = RemoteAction._validate_action_result
_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA, default=Draft202012Validator)(_SCHEMA)


def _check_once_built(self: RemoteAction, result: dict[str, Any]) -> bool:
    error = best_match(_VALIDATOR.iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
        f"valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
    )
    raise error


def install() -> None:
    """Puts the once-built check in place of Rasa's own."""
    RemoteAction._validate_action_result = _check_once_built


def uninstall() -> None:
    """Puts Rasa's own check back (for comparing the two)."""
    RemoteAction._validate_action_result = _STOCK
