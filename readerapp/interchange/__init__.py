"""Taking annotations away, and bringing several people's together."""
