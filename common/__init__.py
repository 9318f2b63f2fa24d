"""Plain Python used by both environments: 3.10 can read it, and it needs neither Rasa nor the bot's libraries."""
