"""`python -m segue.caller`: a caller, waiting for its line on standard input."""

import sys

from segue.caller.process import main

if __name__ == "__main__":
    sys.exit(main())
