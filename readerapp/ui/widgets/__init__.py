"""One small module per pane; panes know neither each other nor the session."""
