"""What lasts: conversations, profiles, messages in and out, buttons, handoffs and alerts."""
