"""Fixtures of the reports' tests: a warehouse that holds exactly what a test puts in."""

import pytest

from analytics.loading import Loader
from tests.analytics.events import delivered


@pytest.fixture
def load(db):
    """Return a function that loads events, one batch for each time they were received."""
    loader = Loader()

    def load(*events):
        # A record is never stamped before its event was received, however old the story.
        return loader.load(delivered(*events))

    return load
