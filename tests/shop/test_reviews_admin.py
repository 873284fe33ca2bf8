"""The merchant's admin: every list and form answers, and reviews are decided there."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from shop.models import Review, User

CHANGELIST = "/admin/shop/review/"


@pytest.fixture
def admin(visitor, db):
    visitor.force_login(User.objects.create_superuser("admin@example.com", "a-long-word-7", name="Robin"))
    return visitor


def run(admin, action, *reviews, reason="", read_at=None):
    form = {
        "action": action,
        "_selected_action": [review.pk for review in reviews],
        "reason": reason,
        "read_at": (read_at or timezone.now()).isoformat(),
    }
    return admin.post(CHANGELIST, form, follow=True).content.decode()


def test_the_sidebar_leads_to_every_list(admin, make_review, make_product, fans, make_promotion, mistral):
    make_review(mistral)
    make_promotion("A tenth off", percent="10")
    names = ["shop_product", "shop_category", "shop_review", "shop_user", "promotions_promotion"]
    names += ["promotions_synonym", "consumers_deadletter"]

    index = admin.get("/admin/").content.decode()

    for name in names:
        address = reverse(f"admin:{name}_changelist")
        assert f'href="{address}"' in index
        assert admin.get(address).status_code == 200


def test_a_product_shows_its_picture_and_stock(admin, mistral, make_product, fans):
    make_product("Gone", fans, stock=0)
    make_product("Few", fans, stock=3)

    listed = admin.get("/admin/shop/product/").content.decode()
    gone = admin.get("/admin/shop/product/?stock=none").content.decode()
    few = admin.get("/admin/shop/product/?stock=few").content.decode()

    assert "/pictures/mistral.svg?v=" in listed
    assert (">Gone<" in gone, ">Few<" in gone) == (True, False)
    assert (">Gone<" in few, ">Few<" in few) == (False, True)
    assert admin.get(f"/admin/shop/product/{mistral.pk}/change/").status_code == 200
    assert admin.get("/admin/shop/product/add/").status_code == 200


def test_approving_publishes_and_is_logged(admin, make_review, mistral):
    review = make_review(mistral, status="pending")

    run(admin, "approve", review)

    review.refresh_from_db()
    entry = LogEntry.objects.get()
    assert (review.status, review.decided_by.email) == ("approved", "admin@example.com")
    assert (entry.user.email, entry.object_id) == ("admin@example.com", str(review.pk))
    assert "Revision 1 approved." in entry.change_message


def test_rejecting_needs_a_reason(admin, make_review, mistral):
    review = make_review(mistral, status="pending")

    silent = run(admin, "reject", review, reason="  ")
    review.refresh_from_db()
    before = review.status
    run(admin, "reject", review, reason="About the delivery.")

    review.refresh_from_db()
    assert ("Give a reason" in silent, before) == (True, "pending")
    assert (review.status, review.status_reason) == ("rejected", "About the delivery.")


def test_what_was_edited_after_the_list_was_read_is_not_decided(admin, make_review, mistral, fans):
    review = make_review(mistral, status="pending", edited_at=timezone.now())

    content = run(admin, "approve", review, read_at=timezone.now() - timedelta(minutes=1))

    review.refresh_from_db()
    assert (review.status, "was edited or withdrawn meanwhile" in content) == ("pending", True)
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("read_at", ["", "yesterday"])
def test_a_form_that_says_not_when_it_was_read_decides_nothing(read_at, admin, make_review, mistral):
    review = make_review(mistral, status="pending")

    form = {"action": "approve", "_selected_action": [review.pk], "reason": "", "read_at": read_at}
    admin.post(CHANGELIST, form, follow=True)

    review.refresh_from_db()
    assert review.status == "pending"


def decide(admin, review, **fields):
    form = {"verdict": "approved", "reason": "", "read_revision": review.revision, **fields}
    return admin.post(f"{CHANGELIST}{review.pk}/change/", form)


def test_the_page_of_a_review_decides_too(admin, make_review, mistral):
    review = make_review(mistral, status="person")

    page = admin.get(f"{CHANGELIST}{review.pk}/change/").content.decode()
    silent = decide(admin, review, verdict="rejected")
    done = decide(admin, review, verdict="rejected", reason="Not about this product.")

    row = Review.objects.get()
    assert review.text in page
    assert (silent.status_code, done.status_code) == (200, 302)
    assert (row.status, row.status_reason, row.text) == ("rejected", "Not about this product.", review.text)
    assert [entry.change_message for entry in LogEntry.objects.all()] == [
        "Revision 1 rejected. Not about this product."
    ]


def test_the_page_decides_about_the_revision_it_showed(admin, make_review, mistral):
    review = make_review(mistral, status="pending", revision=2)

    decide(admin, review, read_revision=1)

    assert (Review.objects.get().status, LogEntry.objects.exists()) == ("pending", False)


def test_saving_without_a_verdict_decides_nothing(admin, make_review, mistral):
    review = make_review(mistral, status="approved")

    decide(admin, review, verdict="")

    assert (Review.objects.get().status, LogEntry.objects.exists()) == ("approved", False)


def test_customers_stay_outside(visitor, shopper):
    visitor.force_login(shopper)

    assert visitor.get(CHANGELIST).status_code == 302
