"""Stories that more than one kind of server must be able to tell."""
