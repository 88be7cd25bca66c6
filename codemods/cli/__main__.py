"""`python -m codemods.cli`: the console command where no script is installed."""

import sys

from codemods.cli import main

if __name__ == "__main__":  # worker processes of a run import this module, too
    sys.exit(main())
