"""Copy text to the clipboard of the person's computer: routes, tmux, desktop, diagnosis."""
