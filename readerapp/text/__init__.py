"""Text: code point offsets, grapheme clusters, sanitizing, line layout, motions, search.

No module here depends on documents, annotations or screens.
"""
