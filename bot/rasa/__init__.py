"""The bot's side of Rasa: it starts, watches and asks the Rasa process. Nothing here imports Rasa."""
