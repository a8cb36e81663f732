"""The one error that a person sees."""


class ReaderError(Exception):
    """Something a person can cause or mend: one plain sentence that says what to do next."""
