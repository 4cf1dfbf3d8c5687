"""New knowledge for bots that are running: versions in the database, folders that are edited, and how a new
state takes the place of the old one between two messages."""
