"""The screens beside the reader screen, one module each."""
