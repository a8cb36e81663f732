"""Forward to the git merge driver, which `sync` of version 0.1 wrote into git configurations."""

import sys

from readerapp.interchange.git_merge_driver import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
