"""The content that editors keep: facts, answers, places and words, read, checked and written out for a person."""
