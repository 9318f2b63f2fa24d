"""Interviews: a few questions asked in the chat, one at a time, as data that editors keep. No I/O in here."""
