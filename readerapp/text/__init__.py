"""Text: code point offsets, clusters and cells, safe display, layout, units, search.

No module here knows of documents, annotations or screens.
"""
