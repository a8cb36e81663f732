"""ODT: OpenDocument texts, their lists, objects, notes, comments and tracked changes."""
