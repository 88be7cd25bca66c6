"""`python -m impact.cli`: the console command where no script is installed."""

import sys

from impact.cli import main

sys.exit(main())
