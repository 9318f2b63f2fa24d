"""The content that editors keep: facts, answers, places and words, read and checked, and chosen for a person."""
