"""Pseudonyms: the names of persons replaced in everything that is shared."""
