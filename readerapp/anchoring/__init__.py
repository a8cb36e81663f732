"""Anchoring: finding highlights again in a document whose text has changed.

A highlight follows its text, or is reported as orphaned if the text was deleted. Import from the
modules: the code that searches for a lost passage is loaded only if a passage is lost.
"""
