"""Share a store through a git remote."""
