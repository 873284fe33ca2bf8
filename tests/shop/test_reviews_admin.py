"""The merchant's admin: every list and form answers, and reviews are decided there."""

import pytest
from django.urls import reverse

from shop.models import Review, User

CHANGELIST = "/admin/shop/review/"


@pytest.fixture
def admin(visitor, db):
    visitor.force_login(User.objects.create_superuser("admin@example.com", "a-long-word-7", name="Robin"))
    return visitor


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


def decide(admin, review, **fields):
    form = {"read": f"{review.pk}.{review.revision}.0", "verdict": "approved", "reason": "", **fields}
    return admin.post(
        reverse("admin:moderation_decide", args=[review.pk]), form, follow=True
    ).content.decode()


def test_approving_publishes_and_is_in_the_trail(admin, make_review, mistral):
    review = make_review(mistral, status="pending")

    page = decide(admin, review)

    review.refresh_from_db()
    assert (review.status, review.decided_by.email) == ("approved", "admin@example.com")
    assert f"Review {review.pk} approved." in page
    assert "admin@example.com" in page or "Robin" in page


def test_what_was_edited_after_it_was_read_is_not_decided(admin, make_review, mistral):
    review = make_review(mistral, status="pending", revision=2)

    page = decide(admin, review, read=f"{review.pk}.1.0")

    assert (Review.objects.get().status, "edited, withdrawn or decided meanwhile" in page) == (
        "pending",
        True,
    )


def test_the_list_leads_to_a_page_for_each(admin, make_review, mistral):
    review = make_review(mistral, status="approved")

    listed = admin.get(CHANGELIST).content.decode()
    page = admin.get(f"{CHANGELIST}{review.pk}/change/").content.decode()

    assert f"{CHANGELIST}{review.pk}/change/" in listed
    assert review.text in page


def test_customers_stay_outside(visitor, shopper):
    visitor.force_login(shopper)

    assert visitor.get(CHANGELIST).status_code == 403
