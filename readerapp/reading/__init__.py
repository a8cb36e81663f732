"""Models of the reader without a screen: caret, viewport, go to, completion, threads, reviews."""
