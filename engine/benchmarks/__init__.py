"""Measures the finder's code on public text: `python -m engine.benchmarks FOLDER` in Rasa's environment."""
