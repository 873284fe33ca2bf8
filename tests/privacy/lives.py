"""Somebody who left traces everywhere, and a search for them in the whole database."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from analytics.loading import Loader
from analytics.models import Annotation, DayExposure, SavedView
from analytics.rollups.refresh import count_day
from consumers.models import DeadLetter
from logs.models import Alert, AlertChange, Rule, SavedSearch, Silence, Team
from logs.sinks.postgres import PostgresSink
from moderation.models import Decision, Flag, Rejudgement, Revalidation
from promotions import services as promotions
from promotions.models import Code, CodeUse
from shop.accounts import services as accounts
from shop.models import (
    Address,
    Cart,
    CartLine,
    Category,
    Order,
    OrderLine,
    Product,
    Review,
    ReviewVote,
    StockAlert,
    User,
    Variant,
    Wish,
    Wishlist,
)
from shop.reviews import services as reviews
from staff.models import AuditEntry, BackupCode
from tests.analytics.events import delivered
from tests.logs.making import line
from tests.moderation.flow import consume, told
from tests.searches import promotion
from tracking import api as tracking
from tracking import codec, identity, outbox
from tracking.events import OrderCompleted, ProductsSearched
from tracking.ids import uuid7
from tracking.visitors import now_ms

PASSWORD = "a-long-word-7"
ADDRESS = {"name": "Anna Lind", "street": "Elm Lane 5", "postcode": "50667", "city": "Cologne"}


@dataclass(frozen=True, slots=True)
class Life:
    """A person and everything that names them."""

    user: User
    email: str
    old_email: str
    browser: str

    @property
    def words(self) -> list[str]:
        hashes = [identity.email_subject(address)[2:] for address in (self.email, self.old_email)]
        plain = [self.email, self.old_email, self.user.public_id, self.browser, *hashes]
        return [*plain, self.user.name, f"{self.user.name} lives here", f"words of {self.user.name}"]


def product():
    kind, _ = Category.objects.get_or_create(name="Humidifiers", slug="humidifiers")
    made, _ = Product.objects.get_or_create(
        slug="mistral",
        defaults={"name": "Mistral", "category": kind, "brand": "Norrvik", "description": "Quiet."},
    )
    Variant.objects.get_or_create(product=made, sku="MISTRAL", defaults={"price": 40, "stock": 10})
    return made


def live(name="Anna") -> Life:
    """Let a person leave something in every table that can hold something of a person."""
    number = uuid7()[-6:]
    old, new = f"{name}.old.{number}@example.com".lower(), f"{name}.{number}@example.com".lower()
    browser = uuid7()
    with transaction.atomic():
        user = accounts.user_create(email=old, password=PASSWORD, name=f"{name} {number}")
        tracking.alias_account(public_id=user.public_id, email=old)
        identity.alias_record(
            alias=identity.browser_subject(browser), subject=identity.account_subject(user.public_id)
        )
    accounts.email_change(user=user, email=new)
    life = Life(user, new, old, browser)
    buy(life)
    promotions_of(life)
    visit(life)
    operate(life)
    reviews.review_submit(author=user, product=product(), rating=4, text=f"words of {user.name}")
    other = User.objects.create_user(f"other.{number}@example.com")
    theirs = Review.objects.create(product=product(), author=other, rating=5, text="Fine.", status="approved")
    ReviewVote.objects.create(review=theirs, voter=user, helpful=True)
    consume(*told()[-1:])
    be_judged_again(life)
    Client().force_login(user)
    set_aside(b'{"user_id": "%s", "search_keyword": 17' % user.public_id.encode())
    staff = User.objects.filter(is_staff=True).first() or User.objects.create_superuser("staff@example.com")
    LogEntry.objects.create(
        user=staff,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=new,
        action_flag=CHANGE,
    )
    return life


def buy(life: Life) -> None:
    user, number = life.user, f"LK-{life.browser[-4:]}".upper()
    address = {**ADDRESS, "name": user.name, "street": f"{user.name} lives here", "country": "DE"}
    money = {"currency": "EUR", "subtotal": "40.00", "total": "40.00", "payment_reference": "test"}
    for whose, email in ((user, life.email), (None, life.old_email)):
        order = Order.objects.create(
            **address,
            **money,
            user=whose,
            email=email,
            number=number + ("A" if whose else "G"),
            idempotency_key=uuid4(),
        )
        OrderLine.objects.create(
            order=order, product="mistral", product_number=1, variant_number=1, sku="MISTRAL", name="Mistral",
            brand="Norrvik", category="humidifiers", quantity=1, usual_price=40, price=40, total=40,
        )  # fmt: skip
        code, _ = Code.objects.get_or_create(
            text="WELCOME10",
            defaults={
                "percent": 10,
                "starts_at": timezone.now(),
                "ends_at": timezone.now() + timedelta(days=9),
            },
        )
        CodeUse.objects.create(
            code=code,
            holder=identity.email_subject(email),
            reference=order.number,
            created_at=timezone.now(),
        )
    Address.objects.create(user=user, **address)
    cart = Cart.objects.create(user=user)
    variant = product().variants.get()
    CartLine.objects.create(cart=cart, variant=variant, quantity=1, added_price=40)
    wishlist = Wishlist.objects.create(user=user, share_token=uuid7())
    Wish.objects.create(wishlist=wishlist, product=product(), saved_price=40, saved_currency="EUR")
    wait_until = timezone.now() + timedelta(days=9)
    StockAlert.objects.create(variant=variant, user=user, expires_at=wait_until)
    StockAlert.objects.create(variant=variant, email=life.old_email, expires_at=wait_until)
    fields = {"user_id": user.public_id, "anonymous_id": life.browser, "date": now_ms()}
    event = OrderCompleted(
        order_id=number, products=[], currency="EUR", subtotal="1.00", discount="0.00", total="1.00", **fields
    )
    with transaction.atomic():
        outbox.enqueue(event, aggregate=f"order:{number}")


def visit(life: Life) -> None:
    """Let the warehouse have what the person did, and a line of their visit."""
    with transaction.atomic():
        Loader().load(delivered(*searches_of(life)))
    count_day(timezone.localdate(), now=timezone.now())
    subject = identity.account_subject(life.user.public_id)
    DayExposure.objects.create(
        day=timezone.localdate(), subject=subject, deals="personal", began_at=timezone.now()
    )


def operate(life: Life) -> None:
    """Let the person have been an operator, too, and a line be logged while they were served."""
    user, now = life.user, timezone.now()
    TOTPDevice.objects.create(user=user, name=f"phone of {user.name}")
    BackupCode.objects.create(user=user, code_hash="0" * 64)
    subject = identity.account_subject(user.public_id)
    AuditEntry.objects.create(at=now, action="update", actor=subject, subject=subject, label=user.public_id)
    SavedSearch.objects.create(user=user, name="mine", query="q=timeout")
    SavedView.objects.create(user=user, name="mine", report="overview")
    Annotation.objects.create(user=user, day=now.date(), text="a sale")
    team, _ = Team.objects.get_or_create(name="storefront")
    rule, _ = Rule.objects.get_or_create(name="errors", defaults={"team": team})
    alert = Alert.objects.create(
        rule=rule, team=team, series=uuid7()[:32], state="firing", value=1, started_at=now
    )
    AlertChange.objects.create(alert=alert, at=now, state="acknowledged", why="seen", made_by=user.public_id)
    Silence.objects.create(
        matchers={"app": "shop"}, starts_at=now, ends_at=now + timedelta(hours=1), made_by=user.public_id
    )
    PostgresSink().write([line("GET /", date=now_ms(), attributes={"user.id": user.public_id})])


def be_judged_again(life: Life) -> None:
    """Let a later policy have doubts about the person's review."""
    subject = identity.account_subject(life.user.public_id)
    decision = Decision.objects.filter(author=subject).latest("pk")
    Flag.objects.create(
        review_id=decision.review_id, revision=1, author=subject, decision=decision, flagged_at=timezone.now()
    )
    Rejudgement.objects.create(
        revalidation=Revalidation.objects.create(policy_version="stricter"),
        review_id=decision.review_id,
        revision=1,
        author=subject,
        before="approved",
        after="person",
    )


def promotions_of(life: Life) -> None:
    deal = promotion("humidifier")
    subjects = [identity.account_subject(life.user.public_id)]
    promotions.promotion_dismiss(subjects=subjects, promotion_id=deal.pk, now=timezone.now())
    promotions.personal_offers_set(subjects=subjects, wanted=True)


def set_aside(payload: bytes) -> None:
    DeadLetter.objects.create(
        consumer="promotions",
        topic="activity.searches",
        partition=0,
        offset=DeadLetter.objects.count(),
        timestamp=now_ms(),
        payload=payload,
        error_type="MalformedEvent",
        error="cut off",
    )


def searches_of(life: Life, **fields) -> list[ProductsSearched]:
    """Return a search under each name of the person, one of them from before the first login."""
    stamp = {"date": now_ms(), "received_at": now_ms(), **fields}
    names = [{"user_id": life.user.public_id, "anonymous_id": life.browser}]
    names += [{"user_id": life.email}, {"user_id": life.old_email.upper()}, {"anonymous_id": life.browser}]
    return [
        ProductsSearched(search_keyword="humidifier", message_id=uuid7(), **stamp, **name) for name in names
    ]


def contents(events) -> list[bytes]:
    return [codec.encode(event) for event in events]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        return [row[0] for row in cursor.fetchall()]


def found_in_database(words) -> dict[str, list[str]]:
    """Return, by table, which of ``words`` stand anywhere in its rows, whatever the column and the capitals.

    Binary columns show as hexadecimal digits in a row's text, so those are looked for as well.
    """
    found: dict[str, list[str]] = {}
    patterns = {word: [f"%{word}%", f"%{word.encode().hex()}%"] for word in words}
    with connection.cursor() as cursor:
        for table in tables():
            for word, likes in patterns.items():
                cursor.execute(
                    f"SELECT EXISTS (SELECT 1 FROM {table} t WHERE t::text ILIKE ANY(%s))", [likes]
                )
                if cursor.fetchone()[0]:
                    found.setdefault(table, []).append(word)
    return found
