"""What the shop keeps about people: accounts, what they bought and wrote, and Django's own tables about them.

An order is a business record: it stays, with its lines, its money and the country, and no longer says whose it was.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Lower, Now

from promotions import services as promotions
from shop.models import Address, Cart, Order, OrderLine, Review, StockAlert, User
from shop.reviews.vote_data import REVIEW_VOTES
from shop.stock_alerts.alert_data import STOCK_ALERTS
from shop.wishlist.wishlist_data import WISHLISTS
from tracking import identity
from tracking.privacy.people import Person
from tracking.privacy.registry import Holding, completes, declare, exempt

# The longest that commercial and tax law of the countries we send to asks for books and invoices.
_ORDERS_KEPT: Final = timedelta(days=10 * 365 + 3)
_ADMIN_LOG_KEPT: Final = timedelta(days=730)

_STRIPPED: Final = ("name", "street", "extra", "postcode", "city", "email")


@completes
def complete(person: Person) -> Person:
    """Add the account with one of the names or addresses, and earlier addresses that guests' orders still have in
    plain text where the aliases know their hashes only."""
    accounts = User.objects.alias(address=Lower("email")).filter(
        Q(public_id__in=person.public_ids) | Q(address__in=person.emails)
    )
    for user in accounts:
        names = [identity.account_subject(user.public_id), identity.email_subject(user.email)]
        person = person.also(subjects=names, emails=[user.email])
    guests = Order.objects.filter(user=None).exclude(email="").order_by().values_list("email", flat=True)
    earlier = [
        email for email in guests.distinct().iterator() if identity.email_subject(email) in person.subjects
    ]
    waiting = StockAlert.objects.filter(user=None).order_by().values_list("email", flat=True)
    earlier += [
        email for email in waiting.distinct().iterator() if identity.email_subject(email) in person.subjects
    ]
    return person.also(emails=earlier)


def _accounts(person: Person) -> QuerySet[User]:
    return User.objects.filter(public_id__in=person.public_ids)


def _orders(person: Person) -> QuerySet[Order]:
    mine = Q(user__public_id__in=person.public_ids)
    return Order.objects.alias(address=Lower("email")).filter(mine | Q(address__in=person.emails))


def _orders_export(person: Person) -> Iterator[dict[str, Any]]:
    for order in _orders(person).order_by("created_at").values():
        lines = OrderLine.objects.filter(order=order["id"])
        yield {
            **order,
            "lines": list(lines.values("sku", "name", "variant", "quantity", "price", "promotion")),
        }


def _orders_erase(person: Person) -> int:
    # Whoever is adding something to the account at this moment waits, and then finds no account.
    list(_accounts(person).select_for_update())
    numbers = list(_orders(person).values_list("number", flat=True))
    promotions.code_uses_release(references=numbers)
    # A confirmation that was not sent yet has no address to go to any more.
    return Order.objects.filter(number__in=numbers).update(
        user=None, confirmed_at=Coalesce("confirmed_at", Now()), **dict.fromkeys(_STRIPPED, "")
    )


def _orders_expired(now: datetime) -> QuerySet[Order]:
    return Order.objects.filter(created_at__lt=now - _ORDERS_KEPT)


def _addresses(person: Person) -> QuerySet[Address]:
    return Address.objects.filter(user__public_id__in=person.public_ids)


def _carts(person: Person) -> QuerySet[Cart]:
    return Cart.objects.filter(user__public_id__in=person.public_ids)


def _carts_export(person: Person) -> Iterator[dict[str, Any]]:
    for cart in _carts(person):
        lines = cart.lines.values("quantity", "added_price", "added_at", sku=F("variant__sku"))
        yield {"code": cart.code, "updated_at": cart.updated_at, "lines": list(lines)}


def _carts_erase(person: Person) -> int:
    numbers = list(_carts(person).values_list("pk", flat=True))
    Cart.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _reviews(person: Person) -> QuerySet[Review]:
    return Review.objects.filter(author__public_id__in=person.public_ids)


def _sessions(person: Person) -> list[Session]:
    accounts = {str(number) for number in _accounts(person).values_list("pk", flat=True)}
    if not accounts:
        return []
    # Whose a session is stands inside its signed content only.
    rows = Session.objects.iterator()
    return [row for row in rows if row.get_decoded().get(SESSION_KEY) in accounts]


def _sessions_erase(person: Person) -> int:
    return Session.objects.filter(pk__in=[row.pk for row in _sessions(person)]).delete()[0]


def _sessions_expired(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _admin_log(person: Person) -> QuerySet[LogEntry]:
    """Return what the person did in the admin, and what was done there to rows that are named after them."""
    accounts = [str(number) for number in _accounts(person).values_list("pk", flat=True)]
    addresses = [str(number) for number in _addresses(person).values_list("pk", flat=True)]
    kinds = ContentType.objects.get_for_models(User, Address)
    return LogEntry.objects.filter(
        Q(user__public_id__in=person.public_ids)
        | Q(content_type=kinds[User], object_id__in=accounts)
        | Q(content_type=kinds[Address], object_id__in=addresses)
    )


def _admin_log_expired(now: datetime) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lt=now - _ADMIN_LOG_KEPT)


def _accounts_erase(person: Person) -> int:
    numbers = list(_accounts(person).values_list("pk", flat=True))
    User.objects.filter(pk__in=numbers).delete()
    return len(numbers)


exempt("shop_sheet", "Products, kept for a day; it goes with the account that uploaded it.")
exempt("shop_user_groups", "Goes with the account.")
exempt("shop_user_user_permissions", "Goes with the account.")
declare(
    Holding(
        app="shop",
        table="shop_order",
        about="What was bought, for how much, by whom, and where it was sent.",
        kept="10 years",
        reason="Books and invoices must be kept so long; an erased one says no longer whose it was.",
        erasure="stays with its lines, money and country; name, street, place, e-mail and account go",
        export=_orders_export,
        erase=_orders_erase,
        expired=_orders_expired,
    )
)
declare(
    Holding(
        app="shop",
        table="shop_address",
        about="Where the account had things sent.",
        kept="as long as the account",
        reason="So that nobody types it twice.",
        erasure="deleted",
        export=lambda person: _addresses(person).values(),
        erase=lambda person: _addresses(person).delete()[0],
    )
)
declare(
    Holding(
        app="shop",
        table="shop_cart",
        about="What the account means to buy.",
        kept="as long as the account",
        reason="It waits for its owner.",
        erasure="deleted",
        export=_carts_export,
        erase=_carts_erase,
    )
)
declare(WISHLISTS)
declare(
    Holding(
        app="shop",
        table="shop_review",
        about="Stars and words on products.",
        kept="until the author withdraws them",
        reason="Other shoppers read them.",
        erasure="deleted as if withdrawn: the words are the person's, and may tell who they are",
        export=lambda person: _reviews(person).values(
            "rating", "text", "status", "status_reason", "submitted_at", "edited_at", about=F("product__name")
        ),
        erase=lambda person: _reviews(person).delete()[0],
    )
)
declare(REVIEW_VOTES)
declare(STOCK_ALERTS)
declare(
    Holding(
        app="shop",
        table="django_session",
        about="That a browser is logged in, or has a cart.",
        kept="two weeks after the last login or change",
        reason="Django's own time for it.",
        erasure="deleted, so every browser of the account is logged out",
        export=lambda person: [{"expires_at": row.expire_date} for row in _sessions(person)],
        erase=_sessions_erase,
        expired=_sessions_expired,
    )
)
declare(
    Holding(
        app="shop",
        table="django_admin_log",
        about="What staff did in the admin, and to which account.",
        kept=f"{_ADMIN_LOG_KEPT.days} days",
        reason="Who changed what must be found out for as long as somebody may ask.",
        erasure="deleted: entries by the person, and entries about their account and addresses",
        export=lambda person: _admin_log(person).values("action_time", "object_repr", "change_message"),
        erase=lambda person: _admin_log(person).delete()[0],
        expired=_admin_log_expired,
    )
)
declare(
    Holding(
        app="shop",
        table="shop_user",
        about="The account: e-mail address, name, password (as a salted hash, which is not handed out).",
        kept="until its owner deletes it",
        reason="It is theirs.",
        erasure="deleted",
        export=lambda person: _accounts(person).values(
            "public_id", "email", "name", "language", "date_joined", "last_login", "is_active", "is_staff"
        ),
        erase=_accounts_erase,
    )
)
