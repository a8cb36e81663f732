"""Collaboration: import of annotations, conflicts, git sync, and inter-annotator agreement."""
