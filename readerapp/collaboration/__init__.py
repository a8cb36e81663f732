"""Bringing annotations of other people, programs and machines together with those of the store."""
