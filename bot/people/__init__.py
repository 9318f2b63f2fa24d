"""People and those who look after them: the files of a council's case system, link codes, demo data. No input or output."""
