"""What a server process does between loading the site and its first request."""

import gc

from django.urls import get_resolver


def keep_what_is_loaded() -> None:
    """Load the views too, and take all of it out of the search for cycles: it stays for as long as the process.

    A full search among it would stop somebody's request for a tenth of a second, every few hundred requests.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
