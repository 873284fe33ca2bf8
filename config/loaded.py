"""What a server process does between loading the site and its first request."""

import gc
from typing import Final

from django.urls import get_resolver

# Python's own is 2,000.
_NEW_OBJECTS: Final = 50_000


def keep_what_is_loaded() -> None:
    """Load the views too, and take all of it out of the search for cycles: it stays for as long as the process.

    A full search among it would stop somebody's request for a tenth of a second, every few hundred requests. What
    requests make is searched less often than by default: most of it is gone before.
    """
    _ = get_resolver().url_patterns
    gc.set_threshold(_NEW_OBJECTS)
    gc.collect()
    gc.freeze()
