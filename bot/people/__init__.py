"""People and who looks after them: a council's files, link codes, made-up people. No input or output."""
