"""Records, errors, paths, settings, the keymap and atomic writes, used by every other package."""
