"""Starts Rasa for the bot: `python -m engine.run train ...` and `python -m engine.run serve ...`.

The same as `rasa train` and `rasa run --enable-api`, with four differences: the check of action results is built once
(engine/action_result_check.py), another model is put in place without a pause (engine/model_swap.py), the log never
holds a person's words (engine/quiet_log.py), and progress is printed. `serve --stock` leaves the first two out, for
measuring.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def _progress(text: str) -> None:
    print(f"progress: {text}", flush=True)  # noqa: T201


def end_with_the_bot() -> None:
    """Ends this process when the bot that started it is gone, however that ended; returns at once."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _train(arguments: list[str]) -> int:
    started = time.monotonic()
    end_with_the_bot()
    _progress("reading the content and loading Rasa ...")
    options = dict(zip(arguments[::2], arguments[1::2]))
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)
    from rasa.model_training import train

    _progress(f"training ({time.monotonic() - started:.0f} s so far) ...")
    result = train(
        domain="domain.yml", config=options["--config"], training_files=["data"], output=options["--out"],
        fixed_model_name=options["--fixed-model-name"], force_training=True,
    )  # fmt: skip
    if result.code == 0:
        _progress(f"trained in {time.monotonic() - started:.0f} s.")
    return result.code


def _serve(arguments: list[str]) -> int:
    stock = "--stock" in arguments
    arguments = [a for a in arguments if a != "--stock"]
    end_with_the_bot()
    warnings.showwarning = lambda *_, **__: None  # Rasa turns warnings of its old libraries on again
    from engine import quiet_log

    quiet_log.install()
    if not stock:
        from engine import action_result_check, model_swap

        action_result_check.install()
        model_swap.install()
    endpoints = "engine/stock_endpoints.yml" if stock else "endpoints.yml"
    sys.argv = [
        "rasa", "run", "--enable-api", "--interface", "127.0.0.1", "--endpoints", endpoints, "--credentials",
        "credentials.yml", "--auth-token", os.environ.pop("OFFER_RASA_TOKEN"), *arguments,
    ]  # fmt: skip
    from rasa.__main__ import main as rasa_main

    rasa_main()
    return 0


def main() -> int:
    """Runs the command; returns its exit code."""
    logging.basicConfig(level=logging.WARNING, format="rasa: %(levelname)s %(name)s %(message)s")
    logging.getLogger().handlers[0].addFilter(lambda record: not record.getMessage().startswith("Limited tf."))
    command, *arguments = sys.argv[1:] or [""]
    sys.path.insert(0, os.getcwd())
    if command == "train":
        return _train(arguments)
    if command == "serve":
        return _serve(arguments)
    print("python -m engine.run train|serve ...", file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main())
