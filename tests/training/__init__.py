"""Changed questions, with Rasa played."""
