"""Import annotations of other people and programs into the store."""
