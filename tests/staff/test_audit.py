"""Who changed what, when and from where; and nobody changes that."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from promotions.models import Code
from shop.models import Category, Product, User, Variant
from staff.audit.acting import acting
from staff.models import AuditEntry
from tests.shop.conftest import BROWSER
from tests.staff.conftest import PASSWORD, enrol, log_in
from tracking.identity import account_subject, email_subject
from tracking.privacy import retention, services


@pytest.fixture
def product(db):
    category = Category.objects.create(name="Humidifiers", slug="humidifiers")
    made = Product.objects.create(name="Mistral", slug="mistral", brand="Norrvik", category=category)
    Variant.objects.create(product=made, sku="M1", price="40.00", stock=10)
    return made


@pytest.fixture
def admin(browser, boss, phone):
    """The browser of an admin who has got in."""
    log_in(browser)
    enrol(browser, phone)
    return browser


def changes_of(table):
    return [(e.action, e.changes) for e in AuditEntry.objects.filter(table=table).order_by("pk")]


def post_price(admin, product, price):
    variant = product.variants.get()
    return admin.post(
        f"/admin/shop/variant/{variant.pk}/change/",
        {"name": "", "sku": variant.sku, "price": price, "currency": "EUR", "stock": 10, "initial-stock": 10,
         "position": 0, "price_history-TOTAL_FORMS": "0", "price_history-INITIAL_FORMS": "0"},
        REMOTE_ADDR="198.51.100.7",
    )  # fmt: skip


def test_a_price_is_told_with_old_and_new_who_and_from_where(admin, product, boss):
    assert post_price(admin, product, "35.00").status_code == 302

    (entry,) = AuditEntry.objects.filter(table="shop_variant")
    assert entry.changes == {"price": [40.0, 35.0]}
    assert (entry.action, entry.label, entry.key) == ("update", "M1", str(product.variants.get().pk))
    assert (entry.actor, entry.address) == (account_subject(boss.public_id), "198.51.100.7")
    page = admin.get(f"/admin/staff/auditentry/{entry.pk}/change/").content.decode()
    assert "40.0 → 35.0" in page
    assert "boss@example.com" in page


def test_what_nobody_of_staff_does_is_no_matter_of_the_log(admin, product):
    post_price(admin, product, "35.00")
    Variant.objects.update(stock=3)
    Variant.objects.update(price=1)

    assert len(changes_of("shop_variant")) == 1


def test_a_statement_over_many_rows_is_told_row_by_row(product, boss, rf):
    Variant.objects.create(product=product, sku="M2", price="50.00", stock=1)
    request = rf.post("/admin/")
    request.user = boss
    with acting(request):
        Variant.objects.update(price=9)

    assert [changes["price"][1] for _, changes in changes_of("shop_variant")] == [9.0, 9.0]


def test_what_fails_is_not_told(product, boss, rf):
    request = rf.post("/admin/")
    request.user = boss
    with acting(request), transaction.atomic():
        Code.objects.create(text="X", percent=5, starts_at=timezone.now(), ends_at=timezone.now())
        transaction.set_rollback(True)

    assert changes_of("promotions_code") == []


def test_rights_are_told_and_passwords_are_not(admin, db):
    eve = User.objects.create_user("eve@example.com", PASSWORD)
    admin.post(
        f"/admin/shop/user/{eve.pk}/password/", {"password1": "new-word-77", "password2": "new-word-77"}
    )
    admin.post(
        f"/admin/shop/user/{eve.pk}/change/",
        {
            "email": "eve@example.org",
            "language": "en",
            "is_active": "on",
            "is_staff": "on",
            "user_permissions": ["1"],
        },
    )
    eve.refresh_from_db()

    assert eve.is_staff
    told = changes_of("shop_user")
    assert ("update", {"password": ["…", "…"]}) in told
    assert any(changes.get("is_staff") == [False, True] for _, changes in told)
    assert [changes["permission_id"] for _, changes in changes_of("shop_user_user_permissions")] == [
        [None, 1]
    ]
    log = str(list(AuditEntry.objects.values()))
    assert eve.password not in log
    assert "new-word-77" not in log
    assert "eve@example" not in log


def test_log_ins_of_staff_and_all_that_failed_are_told(browser, boss, phone):
    log_in(browser, password="wrong-word-7", REMOTE_ADDR="198.51.100.7")
    log_in(browser, "nobody@example.com")
    log_in(browser)
    codes = enrol(browser, phone)
    browser.post("/account/logout/")
    log_in(browser)
    browser.post("/account/two-factor/", {"code": "000000"})
    browser.post("/account/two-factor/", {"code": codes[0]})
    User.objects.create_user("ada@example.com", PASSWORD)
    browser.post("/account/logout/")
    log_in(browser, "ada@example.com")

    told = list(AuditEntry.objects.exclude(action__in=["insert", "update"]).order_by("pk"))
    assert [entry.action for entry in told] == [
        "login_failed", "login_failed", "logged_in", "two_factor_enrolled", "logged_out", "logged_in",
        "two_factor_failed", "backup_code_used", "logged_out",
    ]  # fmt: skip
    assert (told[0].subject, told[0].address) == (email_subject("boss@example.com"), "198.51.100.7")
    assert codes[0] not in str([entry.changes for entry in told])


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_table_refuses_to_change(change, boss):
    AuditEntry.objects.create(at=timezone.now(), action="x")
    with pytest.raises((InternalError, ProgrammingError), match="only added to"), transaction.atomic():
        AuditEntry.objects.update(actor="me") if change == "update" else AuditEntry.objects.all().delete()

    assert AuditEntry.objects.get().actor == ""


def test_the_admin_only_reads_it(admin):
    entry = AuditEntry.objects.first()
    assert admin.get("/admin/staff/auditentry/?action=logged_in").status_code == 200
    assert admin.get("/admin/staff/auditentry/add/").status_code == 403
    assert admin.post(f"/admin/staff/auditentry/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"/admin/staff/auditentry/{entry.pk}/change/", {"actor": "me"}).status_code == 403


def test_it_is_searched_by_address_of_the_person(admin):
    log_in(Client(headers={"user-agent": BROWSER}), "nobody@example.com")
    page = admin.get("/admin/staff/auditentry/", {"q": "Nobody@example.com"})

    assert [entry.action for entry in page.context["cl"].result_list] == ["login_failed"]


def test_another_admin_resets_a_second_factor_and_nobody_their_own(admin, boss, clock):
    kim = User.objects.create_user("kim@example.com", PASSWORD, is_staff=True)
    form = {"action": "reset", "_selected_action": [str(kim.pk), str(boss.pk)]}
    page = admin.post("/admin/staff/staffmember/", form, follow=True).content.decode()

    assert "kim@example.com sets up a new authenticator" in page
    assert "Your own stays" in page
    (entry,) = AuditEntry.objects.filter(action="two_factor_reset")
    assert (entry.actor, entry.subject) == (account_subject(boss.public_id), account_subject(kim.public_id))
    assert admin.get("/admin/").status_code == 200


def test_nobody_sees_an_authenticators_key(admin):
    assert admin.get("/admin/otp_totp/totpdevice/").status_code == 404


def test_a_command_resets_when_nobody_can_log_in(admin, boss, capsys):
    call_command("reset_two_factor", "BOSS@example.com")

    assert AuditEntry.objects.get(action="two_factor_reset").actor == "command"
    assert admin.get("/admin/").status_code == 302
    with pytest.raises(CommandError, match="No member of staff"):
        call_command("reset_two_factor", "nobody@example.com")


def test_exports_and_erasures_are_told_without_saying_whose(boss):
    ada = User.objects.create_user("ada@example.com", PASSWORD)
    person = services.person_find("ada@example.com")
    services.person_export(person, now=timezone.now())
    services.person_erase(person, dry_run=True)
    services.person_erase(person)

    told = AuditEntry.objects.values_list("action", "actor", "subject", "address")
    assert list(told) == [("person_exported", "command", "", ""), ("person_erased", "command", "", "")]
    assert ada.public_id not in str(list(AuditEntry.objects.values()))


def test_an_erased_member_of_staff_is_named_no_more_and_what_they_did_stays(admin, product, boss):
    post_price(admin, product, "35.00")
    before = AuditEntry.objects.count()

    services.person_erase(services.person_find("boss@example.com"))

    assert AuditEntry.objects.count() == before + 1
    assert changes_of("shop_variant") == [("update", {"price": [40.0, 35.0]})]
    log = str(list(AuditEntry.objects.values()))
    assert boss.public_id not in log
    assert "198.51.100.7" not in log


def test_entries_go_with_retention_and_failed_log_ins_sooner(boss):
    now = timezone.now()
    for days, action in ((731, "logged_in"), (729, "logged_in"), (91, "login_failed"), (89, "login_failed")):
        AuditEntry.objects.create(at=now - timedelta(days=days), action=action)

    assert retention.expired_delete(now=now)["staff_auditentry"] == 2
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_every_audited_table_has_its_trigger(db):
    tables = import_module("staff.migrations.0002_audit_triggers").TABLES
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_row'")
        assert {row[0] for row in cursor.fetchall()} == tables.keys()
        for table, arguments in tables.items():
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
            )
            columns = {row[0] for row in cursor.fetchall()}
            assert {name for names in arguments for name in names.split(",") if name} <= columns
