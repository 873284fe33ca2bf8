"""Every table that names people is declared with what it says, how long, and how it goes; and retention does it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from consumers.models import DeadLetter
from promotions.models import SubjectChoice, SubjectInterest
from shop.models import Order
from tests.privacy.lives import live, set_aside
from tracking import tasks
from tracking.models import ErasedSubject, IdentityAlias
from tracking.personal_data import LONGEST_RETENTION, NOTES_KEPT
from tracking.privacy import retention
from tracking.privacy.registry import exemptions, holdings
from tracking.topics import TOPICS

# How columns are named that say who somebody is, or hold whatever was sent to us.
TELLING = re.compile(
    r"user|account|author|owner|customer|visitor|subject|alias|anonymous|holder|e?mail|phone|address|street|postcode"
    r"|session_|ip$|payload|decided_by|public_id"
)
# Columns that match and say nothing of people.
INNOCENT = {"consumer_offset.owner": "the process that owns a partition"}
PLACES_ON_DISK = {"spool"}


def telling_tables():
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.db_table
        for model in models
        for field in model._meta.concrete_fields
        if TELLING.search(field.name) and f"{model._meta.db_table}.{field.name}" not in INNOCENT
    }


def test_every_table_that_names_people_is_declared_or_says_why_not():
    declared = {holding.table for holding in holdings()}
    assert telling_tables() - declared - exemptions().keys() == set()
    assert "shop_order" in telling_tables()


def test_declarations_and_exemptions_are_of_tables_that_exist_and_say_why():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | PLACES_ON_DISK
    declared = [holding.table for holding in holdings()]
    assert set(declared) | exemptions().keys() <= tables
    assert len(declared) == len(set(declared))
    assert not set(declared) & exemptions().keys()
    for holding in holdings():
        assert holding.app in {config.label for config in apps.get_app_configs()}
        texts = (holding.about, holding.kept, holding.reason, holding.erasure)
        assert all(texts), holding.table
        assert not any("|" in text or "\n" in text for text in texts), "they stand in a table of the docs"


def test_the_documented_table_is_the_declared_one():
    assert Path(settings.BASE_DIR, "docs", "retention.md").read_text() == retention.document()


def test_notes_are_kept_for_longer_than_any_topic_has_what_they_are_about():
    # A segment of a week by default is deleted as a whole, so messages outlive their retention by as much.
    assert max(topic.retention for topic in TOPICS if topic.retention) == LONGEST_RETENTION
    assert LONGEST_RETENTION + timedelta(days=7) < NOTES_KEPT


@pytest.mark.django_db
def test_what_is_over_goes_and_the_rest_stays():
    live("Anna")
    now = timezone.now()
    before = rows()

    assert retention.expired_delete(now=now) == {}
    assert rows() == before


@pytest.mark.django_db
def test_each_table_is_cut_at_its_own_age():
    now = timezone.now()
    aged(SubjectInterest, "expires_at", [now - timedelta(seconds=1), now + timedelta(days=1)])
    IdentityAlias.objects.bulk_create([IdentityAlias(alias=alias, subject="u:x") for alias in ("a:1", "e:1")])
    IdentityAlias.objects.update(created_at=now - timedelta(days=396))
    ErasedSubject.objects.create(name="old", erased_at=int((now - timedelta(days=91)).timestamp() * 1000))
    ErasedSubject.objects.create(name="new", erased_at=int((now - timedelta(days=89)).timestamp() * 1000))
    SubjectChoice.objects.create(subject="u:1", cleared_at=now - timedelta(days=91))
    SubjectChoice.objects.create(subject="u:2", cleared_at=now - timedelta(days=91), opted_out=True)
    for days, resolved in ((91, None), (89, None), (40, 31), (40, 29)):
        set_aside(b"%d" % days)
        letter = DeadLetter.objects.latest("pk")
        moment = now - timedelta(days=resolved) if resolved else None
        DeadLetter.objects.filter(pk=letter.pk).update(
            created_at=now - timedelta(days=days), resolved_at=moment
        )

    deleted = retention.expired_delete(now=now)

    assert deleted == {
        "subject_interest": 1,
        "identity_alias": 1,
        "erased_subject": 1,
        "subject_choice": 1,
        "dead_letter": 2,
    }
    assert IdentityAlias.objects.get().alias == "e:1"
    assert ErasedSubject.objects.get().name == "new"


@pytest.mark.django_db
def test_more_than_one_statement_holds_is_deleted_too(monkeypatch):
    monkeypatch.setattr(retention, "_AT_A_TIME", 2)
    aged(SubjectInterest, "expires_at", [timezone.now() - timedelta(days=1)] * 5)

    tasks.retention_enforce()

    assert not SubjectInterest.objects.exists()


def test_the_beat_runs_it_every_night():
    (entry,) = [
        entry
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == tasks.retention_enforce.name
    ]
    assert "20 3 * * *" in str(entry["schedule"])


def aged(model, column, moments):
    for number, moment in enumerate(moments):
        fields = {"keyword": "fan", "source_date": 1, "source_id": "1", "updated_at": moment}
        model.objects.create(subject=f"a:{number}", **{**fields, column: moment})


def rows():
    return {
        model._meta.db_table: model.objects.count()
        for model in (Order, DeadLetter, IdentityAlias, SubjectInterest)
    }
