"""EPUB: the package of a book, its navigation and its pages."""
