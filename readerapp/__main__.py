"""`python -m readerapp`."""

import sys

from readerapp.cli import main

if __name__ == "__main__":  # a process that ranks quotations imports this module too
    sys.exit(main())
