"""`python -m readerapp`."""

import sys

from readerapp.cli import main

sys.exit(main())
