"""Where the program begins, from the command line and from a desktop."""

import sys

from clusterlab.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
