"""Tests of versions of a document."""
