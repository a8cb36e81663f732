"""The command `mcp`: a server of the Model Context Protocol on standard input and output."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from readerapp.cli.context import context_from_options
from readerapp.cli.output import print_notice
from readerapp.core.installation import needs_extra

if TYPE_CHECKING:
    from argparse import Namespace


def serve(options: Namespace) -> int:
    """Serve an assistant until it closes standard input."""
    if find_spec("mcp") is None:
        raise needs_extra("`readerapp mcp`", "mcp")
    from readerapp.mcp_server.server import serve as serve_client

    context = context_from_options(options)
    if sys.stdin.isatty():
        print_notice("Waiting for an AI assistant on standard input; Ctrl+C ends")
    serve_client(context, options.folder, allow_proposals=options.allow_proposals)
    return 0
