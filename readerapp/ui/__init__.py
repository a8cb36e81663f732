"""The reader's screen: the only place that knows Textual."""
