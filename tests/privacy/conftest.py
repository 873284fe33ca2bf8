"""What tests of erasing start from."""

import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Nothing here is about how passwords are kept."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
