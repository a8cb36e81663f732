"""Quotations and their speakers in other languages than English.

The English ranker (`readerapp.speakers.ranker`) was trained on English words. Other languages have
rules: verbs of saying beside the quotation, names by what the language allows, pronouns and
reported speech. What they do not know stays unsure.
"""
