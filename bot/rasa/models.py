"""The files of the models: which one to start with, and which are not needed any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from bot.rasa.notes import remove
from bot.rasa.training import of_program
from bot.settings import BadSetting, Settings
from bot.storage.database import open_database
from bot.storage.training_runs import TrainingRuns

_SPARE = 3  # models that nobody asked to keep, as after a change of branch


def last_in_service(settings: Settings, models: Path, root: Path) -> Path | None:
    """The model that the bot last served, when it fits the program as it is now.

    It may not know the newest questions: starting with it means that the page is up at once and that the answers are
    those that were approved; what changed is trained in the background. None when there is no such model, or when
    settings switch the background training off: then the model for the present content is needed.
    """
    if not settings.background_training:
        return None
    engine = open_database(settings.database_url)
    served = TrainingRuns(engine).served(1)
    engine.dispose()
    if not served or not served[0].model or not served[0].model.startswith(of_program(root)):
        return None
    model = models / served[0].model
    return model if model.is_file() else None


def clear_old(models: Path, keep: Collection[str]) -> list[str]:
    """Deletes the models that are not to be kept, but for the newest few; returns their names."""
    spare = [path for path in models.glob("offer-*.tar.gz") if path.name not in keep]
    spare.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in spare[_SPARE:]:
        remove(path)
    return [path.name for path in spare[_SPARE:]]


def tidy(settings: Settings, new: Path) -> None:
    """Deletes the models that are not needed once a new one is there; none when the database cannot tell which are."""
    try:
        engine = open_database(settings.database_url)
    except BadSetting:
        return
    keep = TrainingRuns(engine).models_to_keep(dt.datetime.now(dt.UTC))
    engine.dispose()
    clear_old(new.parent, {*keep, new.name})


def choose_model(run: int, models: Path, root: Path, runs: TrainingRuns) -> str:
    """The name of a run's model, to be put in service by hand; raises BadSetting when it cannot be, saying why."""
    found = runs.run(run)
    if found is None:
        raise BadSetting(f"There is no training {run}. See: offer training list")
    if not found.model or not (models / found.model).is_file():
        raise BadSetting(f"The model of training {run} is not there any more. Train again with: offer training retry")
    if not found.model.startswith(of_program(root)):
        raise BadSetting(
            f"The model of training {run} was made by another version of this program, so it cannot be used. "
            "Train again with: offer training retry"
        )
    return found.model
