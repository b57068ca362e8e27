"""How hard tests try: a little in `make test`, much in `make long`."""

import os

LONG = bool(os.environ.get("FOLLOWTHROUGH_LONG"))
