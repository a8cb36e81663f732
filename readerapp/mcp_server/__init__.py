"""The MCP server (`readerapp mcp`): lets an assistant read documents and propose annotations.

`server` has the tools and is the only module that imports the SDK (an optional extra). `access`
decides which documents a client may read; the other modules do the work of the tools. No module
uses the network, and nothing but the protocol is written to standard output.
"""
