"""Anchoring: highlights that follow their text when it changes, or say that it is gone.

Import from the modules: what looks for a lost passage is loaded only where one is lost.
"""
