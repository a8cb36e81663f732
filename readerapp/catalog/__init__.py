"""All documents and annotations that the store knows."""
