"""The handoff as plain data: who is told, when the next one is, what the person may be promised. No input or output."""
