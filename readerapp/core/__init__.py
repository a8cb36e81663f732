"""Records, errors, paths, settings and atomic writes that every other package uses."""
