"""Ready letters that turn a right into an action: their files, their check, and how one is written for a person."""
