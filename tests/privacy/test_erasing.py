"""A person's data, handed out and erased, on PostgreSQL."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from promotions.models import Code, CodeUse, SubjectInterest
from shop.models import Order, OrderLine, Review, User
from tests.privacy.lives import ADDRESS, found_in_database, live, set_aside
from tracking import identity
from tracking.models import ErasedSubject, IdentityAlias, OutboxMessage
from tracking.privacy import people, services
from tracking.privacy.registry import holdings

pytestmark = pytest.mark.django_db


def erase(identifier, **options):
    return services.person_erase(services.person_find(identifier), **options)


def named_by(life, kind):
    return {"email": life.email.upper(), "public id": life.user.public_id, "browser": life.browser}[kind]


def drained():
    """Let the relay have sent everything; return what the erasure itself had to say."""
    messages = [json.loads(row.payload) for row in OutboxMessage.objects.all()]
    OutboxMessage.objects.all().delete()
    return [message for message in messages if message["event"] == "visitor_erased"]


@pytest.mark.parametrize("kind", ["email", "public id", "browser"])
def test_whatever_the_name_nothing_of_the_person_is_left_in_any_column_of_any_table(kind):
    anna, bert = live("Anna"), live("Bert")
    berts = found_in_database(bert.words)
    assert len(found_in_database(anna.words)) >= 10

    erase(named_by(anna, kind))

    assert len(drained()) == 1
    assert found_in_database(anna.words) == {}
    # Bert's rows stand as they did, but for what the relay has sent meanwhile.
    del berts["outbox"]
    assert found_in_database(bert.words) == berts


def test_every_browser_of_the_person_is_logged_out_and_nobody_elses():
    anna, bert = live("Anna"), live("Bert")

    erase(anna.email)

    (session,) = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(bert.user.pk)


def test_an_order_stays_a_business_record_that_is_nobodys():
    anna = live()

    erase(anna.email)

    for order in Order.objects.all():
        assert (order.user, order.email, order.name, order.street, order.city) == (None, "", "", "", "")
        assert (order.country, str(order.total), order.confirmed_at is None) == ("DE", "40.00", False)
    assert OrderLine.objects.count() == 2
    assert set(CodeUse.objects.values_list("holder", flat=True)) == {"erased"}
    assert not Review.objects.filter(author=anna.user.pk).exists()


def test_a_dry_run_counts_exactly_and_changes_nothing():
    anna = live()
    before = found_in_database(anna.words)

    would = erase(anna.email, dry_run=True)

    assert found_in_database(anna.words) == before
    assert not ErasedSubject.objects.exists()
    assert would.rows == erase(anna.email).rows
    assert would.rows["shop_order"] == 2
    assert set(would.rows) == {holding.table for holding in holdings()} - {
        "subject_interest",
        "user_promotions",
        "erased_subject",
        "spool",
    }


def test_the_erasure_is_told_with_every_name_and_noted_without_any():
    anna = live()
    names = services.person_find(anna.email).subjects

    done = erase(anna.email)

    (message,) = drained()
    assert (message["subjects"], message["erased_at"]) == (sorted(names), done.erased_at)
    assert set(ErasedSubject.objects.values_list("erased_at", flat=True)) == {done.erased_at}
    assert ErasedSubject.objects.count() == len(names) == 4


def test_a_failure_half_way_erases_nothing(monkeypatch):
    anna = live()
    before = found_in_database(anna.words)

    def full(*_, **__):
        raise OSError("no")

    monkeypatch.setattr("tracking.outbox.enqueue", full)
    with pytest.raises(OSError, match="no"):
        erase(anna.email)

    assert found_in_database(anna.words) == before


def test_a_guest_is_known_by_the_address_of_their_orders():
    anna = live()
    person = services.person_find(anna.old_email.upper())
    assert anna.old_email in person.emails

    bundle = services.person_export(person, now=timezone.now())

    assert len(bundle["data"]["shop"]["shop_order"]["rows"]) == 2


def test_an_account_that_asks_for_itself_gets_nothing_by_an_address_it_may_not_own():
    anna = live()
    person = people.account(public_id=anna.user.public_id)

    bundle = services.person_export(person, now=timezone.now())

    assert [row["email"] for row in bundle["data"]["shop"]["shop_order"]["rows"]] == [anna.email]
    assert "promotions_codeuse" not in bundle["data"]["promotions"]


def test_a_browser_alone_is_not_the_account_it_was_used_for():
    anna = live()
    SubjectInterest.objects.create(
        subject=f"a:{anna.browser}",
        keyword="fan",
        source_date=1,
        source_id="1",
        expires_at=timezone.now(),
        updated_at=timezone.now(),
    )

    services.person_erase(people.browser_alone(anna.browser))

    assert User.objects.filter(pk=anna.user.pk).exists()
    assert not SubjectInterest.objects.exists()
    assert not IdentityAlias.objects.filter(alias=f"a:{anna.browser}").exists()


def test_another_accounts_browser_does_not_become_mine_by_sitting_in_front_of_it():
    anna, bert = live("Anna"), live("Bert")
    assert (
        identity.browser_subject(anna.browser)
        not in people.account(public_id=bert.user.public_id, browser=anna.browser).subjects
    )
    assert "a:new" in people.account(public_id=bert.user.public_id, browser="new").subjects


def test_a_dead_letter_goes_however_broken_its_message_is():
    anna, bert = live("Anna"), live("Bert")
    for broken in (b'{"user_id": "%s', b"\xff\xfe %s", b'"%s"'):
        set_aside(broken % anna.old_email.encode())
    set_aside(b'{"user_id": "%s"' % bert.email.encode())

    assert erase(anna.email).rows["dead_letter"] == 4
    assert "dead_letter" in found_in_database(bert.words)


def test_the_bundle_names_everything_and_can_be_read(capsys):
    anna = live()

    call_command("export_visitor", anna.email)

    bundle = json.loads(capsys.readouterr().out)
    apps = {"tracking", "consumers", "promotions", "analytics", "logs", "shop", "moderation", "staff"}
    assert set(bundle["data"]) == apps
    account = bundle["data"]["shop"]["shop_user"]["rows"][0]
    assert (account["email"], "password" in account) == (anna.email, False)
    assert bundle["data"]["shop"]["shop_address"]["rows"][0]["postcode"] == ADDRESS["postcode"]
    # Whatever an erasure would touch was handed out before.
    told = {table for tables in bundle["data"].values() for table in tables}
    assert told == set(erase(anna.email, dry_run=True).rows)


def test_the_command_asks_and_without_a_terminal_wants_to_be_told(capsys):
    anna = live()
    with pytest.raises(CommandError, match="add --yes") as refused:
        call_command("erase_visitor", anna.email)
    assert refused.value.returncode == 2

    call_command("erase_visitor", anna.email, "--yes", "--json")

    assert json.loads(capsys.readouterr().out)["rows"]["shop_user"] == 1
    drained()
    call_command("export_visitor", anna.email)
    printed = capsys.readouterr()
    assert (json.loads(printed.out)["data"], "Nothing is stored" in printed.err) == ({}, True)


def test_the_uses_of_a_code_still_count():
    anna = live()
    Code.objects.update(uses=2)

    erase(anna.email)

    assert (Code.objects.get().uses, CodeUse.objects.count()) == (2, 2)
