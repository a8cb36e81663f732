"""The catalog: all documents and annotations that the store and the library know."""
