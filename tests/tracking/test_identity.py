"""Subjects and aliases."""

import pytest

from tracking import identity
from tracking.models import IdentityAlias


def test_an_account_counts_before_the_browser_and_an_at_makes_it_an_email():
    assert identity.subject_of(user_id="abc", anonymous_id="x") == "u:abc"
    assert identity.subject_of(user_id=None, anonymous_id="x") == "a:x"
    assert identity.subject_of(user_id="a@b.example", anonymous_id="x").startswith("e:")


def test_an_event_of_nobody_is_an_error():
    with pytest.raises(ValueError, match="belongs to nobody"):
        identity.subject_of(user_id="", anonymous_id=None)


def test_an_email_is_stored_as_a_keyed_hash_whatever_its_capitals(settings):
    hashed = identity.email_subject("Abcde@Gmail.com ")
    assert hashed == identity.email_subject("abcde@gmail.com")
    assert "abcde" not in hashed
    assert len(hashed) == 66
    identity.email_subject.cache_clear()
    settings.IDENTITY_KEY = "another key"
    assert identity.email_subject("abcde@gmail.com") != hashed
    identity.email_subject.cache_clear()


@pytest.mark.parametrize("odd", ["x" * 500, "☃" * 100])
def test_ids_of_foreign_clients_fit_the_column(odd):
    assert len(identity.subject_of(user_id=odd, anonymous_id=None)) <= 80
    assert len(identity.subject_of(user_id=None, anonymous_id=odd)) <= 80


@pytest.mark.django_db
def test_an_alias_keeps_its_first_meaning():
    assert identity.alias_record(alias="a:x", subject="u:anna") == identity.Alias("u:anna", is_new=True)
    assert identity.alias_record(alias="a:x", subject="u:anna") == identity.Alias("u:anna", is_new=False)
    assert identity.alias_record(alias="a:x", subject="u:bert") == identity.Alias("u:anna", is_new=False)
    assert IdentityAlias.objects.get().subject == "u:anna"


@pytest.mark.django_db
def test_resolving_and_naming_are_inverse(django_assert_num_queries):
    identity.alias_record(alias="a:x", subject="u:anna")
    identity.alias_record(alias="e:y", subject="u:anna")
    # Django hears nothing of statements that go past its own cursor, as resolve's one does.
    with django_assert_num_queries(1):
        assert identity.resolve(["a:x", "a:z"]) == {"a:x": "u:anna", "a:z": "a:z"}
        assert identity.names_of(["u:anna"]) == {"u:anna", "a:x", "e:y"}
    assert identity.resolve([]) == {}
