"""The Python interface: documents with their annotations, for notebooks, scripts and commands.

Users write `import readerapp`, which gives the public names; they import nothing from this folder.
The commands in `cli/` use the same classes and functions. This file imports nothing, so that a
command loads only the modules that it needs.
"""
