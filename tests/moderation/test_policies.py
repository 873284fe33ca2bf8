"""Versions of the policy: one is live, what ran never changes, and processes notice without a restart."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from moderation import policies
from moderation.documents import built_in, document_from, document_value
from moderation.errors import BadPolicy, NoSuchPolicy, PolicyIsFixed
from moderation.models import PolicyVersion
from moderation.versions import (
    built_in_install,
    policy_draft,
    policy_edit,
    policy_make_live,
    policy_retire,
    policy_run_in_shadow,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test has a database of its own, whatever the process remembers of the one before."""
    policies.forget()
    yield
    policies.forget()


def stricter():
    value: dict[str, Any] = document_value(built_in())
    value["thresholds"]["person"] = 0.1
    return document_from(value)


def test_a_new_store_judges_by_the_policy_the_project_comes_with():
    live = policies.live_policy()

    assert live.version.startswith("built-in-")
    assert policies.shadow_policies() == ()
    assert policies.policy_by_version(live.version) == live
    built_in_install()
    assert PolicyVersion.objects.count() == 1


def test_a_version_made_live_is_noticed_within_a_second(monkeypatch, django_assert_num_queries):
    now = [100.0]
    monkeypatch.setattr(policies, "monotonic", lambda: now[0])
    first = policies.live_policy()
    draft = policy_draft(document=stricter())
    policy_make_live(version=draft.version)

    with django_assert_num_queries(0):
        assert policies.live_policy() is first
    now[0] += 1.1
    assert policies.live_policy().version == draft.version
    assert policies.live_policy().thresholds.person == 0.1
    now[0] += 1.1
    with django_assert_num_queries(1):
        policies.live_policy()
    assert PolicyVersion.objects.get(version=first.version).state == "retired"


def test_several_run_in_shadow_until_they_are_retired():
    policies.live_policy()
    drafts = [policy_draft(document=stricter()).version for _ in range(2)]
    for version in drafts:
        policy_run_in_shadow(version=version)
    policies.forget()
    assert [each.version for each in policies.shadow_policies()] == sorted(drafts)

    policy_retire(version=drafts[0])
    policies.forget()
    assert [each.version for each in policies.shadow_policies()] == drafts[1:]


def test_a_draft_is_edited_and_what_ran_is_not():
    draft = policy_draft(document=built_in()).version
    policy_edit(version=draft, document=stricter(), note="Stricter.")
    assert policies.policy_by_version(draft).thresholds.person == 0.1

    policy_run_in_shadow(version=draft)
    with pytest.raises(PolicyIsFixed, match="copy it"):
        policy_edit(version=draft, document=built_in(), note="")
    policy_retire(version=draft)
    with pytest.raises(PolicyIsFixed):
        policy_edit(version=draft, document=built_in(), note="")


def test_the_database_itself_keeps_what_ran():
    version = policies.live_policy().version
    chosen = PolicyVersion.objects.filter(version=version)

    for change in (
        lambda: chosen.update(document={}),
        lambda: chosen.update(version="other"),
        lambda: chosen.update(state="draft"),
        chosen.delete,
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="one_live"), transaction.atomic():
        PolicyVersion.objects.create(version="second", state="live", document={})


def test_the_live_one_is_only_replaced():
    version = policies.live_policy().version

    for change in (policy_retire, policy_run_in_shadow):
        with pytest.raises(PolicyIsFixed):
            change(version=version)
    policy_make_live(version=version)
    assert PolicyVersion.objects.get(version=version).state == "live"


def test_what_no_longer_fits_is_not_put_to_work():
    old = PolicyVersion.objects.create(version="old", state="retired", document={"thresholds": {}})

    for change in (policy_make_live, policy_run_in_shadow):
        with pytest.raises(BadPolicy):
            change(version=old.version)
    with pytest.raises(NoSuchPolicy):
        policies.policy_by_version("v99")
