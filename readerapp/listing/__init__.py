"""Annotations as rows: filtered, ordered, counted, and handed to the exports."""
