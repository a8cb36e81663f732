"""Edits to the annotations of one document: validation, saving, anchors, undo and redo."""
