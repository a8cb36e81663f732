"""PDF documents: a sandboxed process reads them, then lines become paragraphs."""
