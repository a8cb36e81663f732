"""Versions of a document: which texts are versions of one, and what changed between two of them."""
