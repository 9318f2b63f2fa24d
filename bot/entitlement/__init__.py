"""What a person may be entitled to, worked out from a few answers by rules that are data. No I/O in here."""
