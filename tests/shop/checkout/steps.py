"""Steps of a shopper that several tests take."""

from django.utils import timezone

from shop.models import Variant
from tests.shop.carts import FORM, sku_of
from tracking import codec, topics
from tracking.models import OutboxMessage

NOW = timezone.now()


def stock_of(product):
    return Variant.objects.get(product=product).stock


def sent_by_outbox():
    return [
        codec.decode(topics.COMMERCE, row.payload.encode()) for row in OutboxMessage.objects.order_by("pk")
    ]


def put_in(visitor, product, quantity=1):
    visitor.post("/cart/add/", {"sku": sku_of(product), "quantity": quantity})


def form_of(visitor, **changes):
    """Return the checkout's form as the page hands it out, filled in."""
    form = visitor.get("/checkout/").context["form"]
    return {**FORM, "key": str(form.initial["key"]), "shown_total": form.initial["shown_total"], **changes}


def order_by(visitor, **changes):
    return visitor.post("/checkout/", form_of(visitor, **changes))
