"""Verification: hold the quotations of a draft against its sources.

Import from the modules; `checker` has the entry point.
"""
