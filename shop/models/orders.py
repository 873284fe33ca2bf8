"""Carts, and the orders they become. An order keeps copies and plain ids: what it says stays true when a product
changes or goes."""

import secrets
from decimal import Decimal
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.models.accounts import User
from shop.models.catalogue import Variant

MAX_QUANTITY: Final = 20

# Where things are sent, by ISO 3166-1 code.
COUNTRIES: Final = (
    ("AT", _("Austria")), ("BE", _("Belgium")), ("CZ", _("Czechia")), ("DE", _("Germany")), ("DK", _("Denmark")),
    ("ES", _("Spain")), ("FI", _("Finland")), ("FR", _("France")), ("IE", _("Ireland")), ("IT", _("Italy")),
    ("LU", _("Luxembourg")), ("NL", _("Netherlands")), ("PL", _("Poland")), ("PT", _("Portugal")), ("SE", _("Sweden")),
)  # fmt: skip

# Without letters and digits that are taken for one another: people read numbers out on the telephone.
_NUMBER_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_order_number() -> str:
    """Return ``LK-7F3K-92QD``: random (39 bits), so that it tells nobody how many orders there are."""
    drawn = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(8))
    return f"LK-{drawn[:4]}-{drawn[4:]}"


class Cart(models.Model):
    """What somebody means to buy. An account has one; a browser's own is named in its session."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, blank=True, related_name="cart")
    code = models.CharField(
        max_length=40, blank=True, help_text="As typed; it holds or not, as time goes by."
    )
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    def __str__(self) -> str:
        return f"Cart {self.pk}"


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    added_price = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        help_text="What one cost when it was put in, to say when that changed.",
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["cart", "variant"], name="shop_cartline_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=MAX_QUANTITY), name="shop_cartline_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class PostalAddress(models.Model):
    """Where something is sent."""

    name = models.CharField(max_length=120)
    street = models.CharField(max_length=200)
    extra = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=16)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, choices=COUNTRIES)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name}, {self.street}, {self.postcode} {self.city}"


class Address(PostalAddress):
    """An address of an account's book; the default one is offered first at the checkout."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    used_at = models.DateTimeField(default=timezone.now)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-is_default", "-used_at", "-id"]
        verbose_name_plural = "addresses"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-used_at"], name="shop_address_newest"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="shop_address_one_default"
            ),
        ]


class OrderStatus(models.TextChoices):
    PLACED = "placed", _("Placed")
    SENT = "sent", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    REFUNDED = "refunded", _("Refunded")


class Order(PostalAddress):
    """A paid order. ``total`` is ``subtotal`` (the sum of the lines) less ``discount`` (what the code took off)."""

    number = models.CharField(max_length=16, unique=True, default=new_order_number, editable=False)
    # One form makes one order: a double click, Back and a replay find the first.
    idempotency_key = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="orders")
    email = models.EmailField("e-mail address", max_length=254)
    language = models.CharField(
        max_length=8,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text="That it was ordered in: of its mails.",
    )
    status = models.CharField(max_length=12, choices=OrderStatus.choices, default=OrderStatus.PLACED)
    currency = models.CharField(max_length=3)
    subtotal = models.DecimalField(max_digits=12, decimal_places=2)
    code = models.CharField(max_length=40, blank=True)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=12, decimal_places=2)
    payment_reference = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    # The confirmation's own outbox: empty means that it is still to be sent.
    confirmed_at = models.DateTimeField("confirmation sent at", null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True, editable=False)
    refunded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    refund_reason = models.CharField(max_length=200, blank=True, editable=False)
    # As ``confirmed_at``, for the mail about the refund.
    refund_told_at = models.DateTimeField("refund mail sent at", null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        permissions = (("refund_order", "Can refund orders"),)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-created_at"], name="shop_order_history"),
            models.Index(fields=["-created_at"], name="shop_order_newest"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(confirmed_at__isnull=True),
                name="shop_order_unconfirmed",
            ),
            models.Index(
                fields=["refunded_at"],
                condition=models.Q(refunded_at__isnull=False),
                name="shop_order_refunded",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                # One says what the other does: no form can make an order look refunded that was not.
                condition=models.Q(status="refunded", refunded_at__isnull=False)
                | (~models.Q(status="refunded") & models.Q(refunded_at__isnull=True)),
                name="shop_order_refund",
            ),
            models.CheckConstraint(
                condition=models.Q(total=models.F("subtotal") - models.F("discount"), total__gt=0),
                name="shop_order_total",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("shop:order", args=[self.number])


class OrderLine(models.Model):
    """What was ordered, as it was then. ``product``, ``sku`` and ``promotion`` are names, not foreign keys."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.SlugField(max_length=140, db_index=True)
    product_number = models.BigIntegerField()
    variant_number = models.BigIntegerField()
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=140)
    variant = models.CharField(max_length=80, blank=True)
    brand = models.CharField(max_length=60)
    category = models.SlugField(max_length=80)
    quantity = models.PositiveSmallIntegerField()
    usual_price = models.DecimalField(max_digits=10, decimal_places=2)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    promotion_number = models.BigIntegerField(null=True, blank=True)
    promotion = models.CharField(max_length=80, blank=True)
    total = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(total=models.F("price") * models.F("quantity")),
                name="shop_orderline_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.name}"
