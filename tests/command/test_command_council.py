"""`offer council`: what it prints and how it ends."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli
from bot.settings import ROOT

Run = Callable[..., tuple[int, str, str]]
MUST = (
    "urgent/out-of-hours", "eligibility/contact-leaving-care-team", "finances/council-tax",
    "finances/setting-up-home-money", "participation/care-council", "participation/kent-promise",
)  # fmt: skip


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command on a copy of the served folder; gives its exit code, output and errors."""
    folder = tmp_path / "offer_content"
    shutil.copytree(ROOT / "offer_content", folder)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", *arguments, "--content", str(folder)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_new_lists_what_must_be_filled_in_and_status_lists_it_again(offer: Run) -> None:
    code, out, _ = offer("council", "new", "kent")
    first, _, rest = out.partition("\n")
    made = int(first.split()[0])
    assert code == 0
    assert made > 20
    assert rest.startswith(f"Kent: 0 written, {made} still to fill in.\n")
    for name in MUST:
        assert f"  councils/kent/{name}.md: " in rest
    assert offer("council", "status", "kent") == (0, rest, "")


@pytest.mark.parametrize(("council", "told"), [
    ("kant", "places.yml has no council “kant”. Did you mean: kent"),
    ("leicestershire", "Leicestershire has a layer already."),
    ("scotland", "Scotland is not in England"),
])  # fmt: skip
def test_council_that_cannot_be_started_gets_one_kind_sentence(offer: Run, council: str, told: str) -> None:
    code, out, error = offer("council", "new", council)
    assert (code, out) == (2, "")
    assert error.startswith(told)
    assert len(error.splitlines()) == 1


def test_status_of_a_council_without_a_layer_says_what_the_others_tell(offer: Run) -> None:
    code, out, _ = offer("council", "status", "kent")
    assert code == 0
    assert out.startswith("Kent: 0 written, 0 still to fill in.\nThe other councils also tell, and Kent does not yet: ")
    assert offer("council", "status", "nowhere")[0] == 2


def test_without_a_content_folder_it_says_so(offer: Run, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "offer_content")
    code, _, error = offer("council", "new", "kent")
    assert (code, error) == (2, f"There is no content folder at {tmp_path / 'offer_content'}.\n")
