"""Tests of the web chat, against a small desk that stands in for the real one."""
