"""Copy to the clipboard of the computer in front of the person: routes, tmux, desktop."""
