"""“My offer”: the list of what a person may get, for the chat and to print."""
