"""Textual widgets, one small module per pane; panes import neither other panes nor the session."""
