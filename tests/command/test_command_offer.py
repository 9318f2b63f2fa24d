"""`offer`: what it prints and how it ends, for right and wrong use; nothing here starts Rasa."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from content.tiny_offer import Offer as SmallOffer

from bot import cli
from bot.settings import ROOT, Settings
from bot.web_app import port_is_free

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; gives its exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when a model is asked for: a wrong call must be told before a minute of training."""

    def asked(_: Path) -> Path:
        pytest.fail("a model was asked for")

    monkeypatch.setattr(cli, "_model", asked)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small folder in order."""
    small = SmallOffer(tmp_path_factory.mktemp("good") / "offer_content").build()
    small.write("safety/rules.yml", (ROOT / "offer_content" / "safety" / "rules.yml").read_bytes())
    return small.folder


def test_help_names_every_command(offer: Run) -> None:
    code, out, _ = offer("--help")
    assert code == 0
    for name in ("run", "train", "check", "ask", "handoffs"):
        assert f" {name} " in out


def test_installed_command_answers_in_a_second_or_two() -> None:
    command = ROOT / ".venv" / "bin" / "offer"
    done = subprocess.run([command, "check", "--help"], capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Check the content" in done.stdout


@pytest.mark.parametrize("arguments", [["nothing"], ["check", "--nothing"], ["ask", "--age", "old"]])
def test_wrong_use_is_told_without_a_trace(offer: Run, arguments: list[str]) -> None:
    code, out, err = offer(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert "Usage: " in err


def test_check_of_a_good_folder_ends_well(offer: Run, good: Path) -> None:
    assert offer("check", "--quick", "--content", str(good)) == (0, "The content is in order.\n", "")


@pytest.mark.parametrize(("faults", "last"), [(1, "1 fault found."), (2, "2 faults found.")])
def test_check_of_a_broken_folder_lists_the_faults_and_ends_with_one(
    offer: Run, good: Path, tmp_path: Path, faults: int, last: str
) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(good, folder)
    for number in range(faults):
        (folder / "england" / f"note-{number}.md").write_text("Just text.\n")
    code, out, err = offer("check", "--quick", "--content", str(folder))
    first = "england/note-0.md:1: The file must begin with a line of three dashes (---), then its fields."
    assert (code, err) == (1, "")
    assert (out.split("\n")[0], out.split("\n")[-2]) == (first, last)


def test_check_of_no_folder_is_one_sentence(offer: Run) -> None:
    assert offer("check", "--content", "nowhere") == (2, "", "There is no content folder at nowhere.\n")


@pytest.mark.usefixtures("no_model")
def test_ask_without_a_question_says_how(offer: Run) -> None:
    said = 'Give a question in quotes, such as: offer ask "do i pay council tax", or a file: --jsonl FILE\n'
    assert offer("ask") == (2, "", said)


@pytest.mark.usefixtures("no_model")
def test_ask_with_a_missing_file_is_one_sentence(offer: Run) -> None:
    said = "The file nowhere.jsonl cannot be read: no such file or directory.\n"
    assert offer("ask", "--jsonl", "nowhere.jsonl") == (2, "", said)


@pytest.mark.usefixtures("no_model")
def test_ask_with_a_file_that_is_not_text_is_one_sentence(offer: Run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(b'{"id": "1", "text": "caf\xe9"}\n')
    assert offer("ask", "--jsonl", "q.jsonl") == (2, "", "The file q.jsonl is not UTF-8 text.\n")


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("bad", ["{", "not json", '{"id": "2"}', '{"id": "2", "text": 5}'])
def test_ask_with_a_bad_line_says_which(offer: Run, tmp_path: Path, bad: str) -> None:
    (tmp_path / "q.jsonl").write_text(f'{{"id": "1", "text": "hi"}}\n\n{bad}\n')
    code, out, err = offer("ask", "--jsonl", "q.jsonl")
    assert (code, out) == (2, "")
    assert err.startswith("Line 3 cannot be read: ")
    assert err.count("\n") == 1


def test_bad_setting_is_one_sentence(offer: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFER_PORT", "abc")
    code, out, err = offer("run")
    assert (code, out) == (2, "")
    assert err == (
        "The setting OFFER_PORT cannot be used: input should be a valid integer, "
        "unable to parse string as an integer.\n"
    )


@pytest.mark.parametrize("arguments", [["train"], ["ask", "do i pay council tax"]])
def test_missing_environment_of_rasa_is_one_sentence(
    offer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    monkeypatch.setattr("bot.rasa.training.ENGINE_PYTHON", tmp_path / "python")
    assert offer(*arguments) == (2, "", "Rasa's environment is not installed. Run: make install\n")


def test_content_that_cannot_be_read_is_told_before_training(
    offer: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, good: Path
) -> None:
    monkeypatch.setattr("bot.rasa.training.ENGINE_PYTHON", Path(sys.executable))
    folder = tmp_path / "broken"
    shutil.copytree(good, folder)
    (folder / "england" / "note.md").write_text("Just text.\n")
    code, out, err = offer("train", "--content", str(folder))
    assert (code, out) == (2, "")
    assert err.startswith("The content cannot be read: ")
    assert "note.md:1: The file must begin" in err


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_taken_port_is_not_free(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {host}")
    with taken:
        port = taken.getsockname()[1]
        assert not port_is_free(host, port)
    assert port_is_free(host, port)
    assert port_is_free(host, 0)


def test_taken_port_is_one_sentence_with_another_to_try() -> None:
    from bot.front_door import FrontDoor
    from bot.run import now
    from bot.settings import BadSetting
    from bot.web_app import WebServer

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = Settings(_env_file=None, port=port)  # type: ignore[call-arg]
        with pytest.raises(BadSetting) as refused:
            WebServer(settings, FrontDoor(), now)
    assert str(refused.value) == (
        f"Port {port} is taken by another program. Stop it, or choose another port: OFFER_PORT={port + 1} make run."
    )
