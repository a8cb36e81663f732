"""Import, export, citation, clipboard, and merging of annotation records."""
