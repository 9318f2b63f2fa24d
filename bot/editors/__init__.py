"""The editors' desk: web pages on which content editors change answers and facts safely."""
