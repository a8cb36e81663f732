"""Sync: share a store through a git remote."""
