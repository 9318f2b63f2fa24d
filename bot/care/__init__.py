"""What the person is told around a handoff: who is told, what the bot does next, and what became of it."""
