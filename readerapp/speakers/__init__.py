"""Quotations in a text and who said them: found, ranked and explained; never applied."""
