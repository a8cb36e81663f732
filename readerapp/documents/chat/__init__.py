"""Chats as programs export them, in JSON, CSV and HTML; each program has a module of its own.

Each module reads one program's files into rooms of messages (`model`), and `writing` makes the
document of them: rooms and days are headings, messages are turns in the order of their times,
written as "Name: words" and cited by their times. Chats in plain text keep their text; their
times and speakers are found by `message_lines`.
"""
