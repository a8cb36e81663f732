"""One module per screen; the reader screen is the only hub between the panes."""
