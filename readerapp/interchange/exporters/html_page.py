"""What exported HTML pages share: their head, text without markup, notes, facts on a document.

A page is one file that loads nothing: its content security policy allows only its own style and
script, by their hashes, whatever text and notes contain.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_control = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def page_head(title: str, style: str, script: str = "") -> str:
    """Return the beginning of a page, up to its body.

    Args:
        title: the title, as plain text.
        style: the style sheet.
        script: the script that the page contains; without one none may run.
    """
    allowed = f"; script-src {_policy_hash(script)}" if script else ""
    policy = f"default-src 'none'; style-src {_policy_hash(style)}{allowed}"
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape_text(title)}</title>\n<style>{style}</style>\n</head>\n"
    )


def page_fact(name: str, fact: str, *, is_address: bool = False) -> str:
    """Return an item of a definition list; a web address is a link."""
    shown = escape_text(fact)
    if is_address:
        shown = f'<a href="{shown}" rel="noreferrer">{shown}</a>'
    return f'<div><dt>{name}</dt> <dd dir="auto">{shown}</dd></div>\n'


def render_note(note: str) -> str:
    """Render a note, which is Markdown, as HTML."""
    return str(_markdown().render(_replace_controls(note))) if note else ""


@cache
def _markdown() -> MarkdownIt:
    """Return the Markdown renderer for notes.

    HTML in notes is shown as text. Images are disabled, because they would be fetched.
    """
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image")


def escape_text(text: str) -> str:
    """Return plain text for an element or an attribute; control characters are replaced."""
    return escape(_replace_controls(text))


def _replace_controls(text: str) -> str:
    return _control.sub("\ufffd", text).replace("\r", "\n")


def read_asset(name: str) -> str:
    """Return a style sheet or a script of this folder."""
    return (files("readerapp.interchange.exporters") / name).read_text(encoding="utf-8")


def _policy_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
