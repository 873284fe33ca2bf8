"""Fixtures that several folders of tests need."""

import secrets

import pytest
from confluent_kafka.admin import AdminClient
from django.conf import settings as project_settings
from django.core.cache import caches

from tracking.admin_client import topics_create
from tracking.topics import TOPICS


@pytest.fixture
def topics(settings):
    """Topics of this test's own, empty and with a prefix of their own; returns the prefix."""
    settings.KAFKA_TOPIC_PREFIX = f"test-{secrets.token_hex(6)}."
    topics_create()
    yield settings.KAFKA_TOPIC_PREFIX
    topics_delete()


def topics_delete():
    """Delete the topics of the running test."""
    client = AdminClient(project_settings.KAFKA_CLIENT)
    for future in client.delete_topics([topic.full_name for topic in TOPICS]).values():
        future.result()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Seconds of hashing would be most of what tests do that need somebody logged in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps for a minute is of another test's store."""
    caches["local"].clear()
