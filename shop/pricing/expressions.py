"""The same prices as ``prices.best_price``, computed by PostgreSQL: for sorting and filtering whole listings,
which must follow what people see on the cards. A test holds the two together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, DecimalField, Expression, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Greatest, Least, Round

from promotions.selectors import Offer
from shop.pricing.prices import CENT

_MONEY = DecimalField(max_digits=10, decimal_places=2)

type _Reward = tuple[Decimal | None, Decimal | None, str]


@dataclass(slots=True)
class _Targets:
    categories: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)

    def condition(self) -> Q:
        categories, products = sorted(self.categories), sorted(self.products)
        return (
            Q(slug__in=products) | Q(category__slug__in=categories) | Q(category__parent__slug__in=categories)
        )


def effective_price(offers: Iterable[Offer]) -> Expression | F:
    """Return what a product of a listing costs now; needs the annotations ``list_price`` and ``currency``."""
    targets: dict[_Reward, _Targets] = defaultdict(_Targets)
    for offer in offers:
        # Promotions with the same reward share one branch of the query.
        reward = (offer.reward_percent, offer.reward_amount, offer.reward_currency)
        targets[reward].categories.update(offer.categories)
        targets[reward].products.update(offer.products)
    if not targets:
        return F("list_price")
    # LEAST leaves out NULL, which is what a branch gives to products it does not cover.
    branches = [_branch(reward, target) for reward, target in targets.items()]
    return Least(F("list_price"), *branches, output_field=_MONEY)


def _branch(reward: _Reward, targets: _Targets) -> Case:
    percent, amount, currency = reward
    condition = targets.condition()
    lower: Expression
    if percent is not None:
        lower = ExpressionWrapper(F("list_price") * Value((100 - percent) / 100), output_field=DecimalField())
    else:
        lower = ExpressionWrapper(F("list_price") - Value(amount or Decimal(0)), output_field=_MONEY)
        condition &= Q(currency=currency)
    return Case(
        When(condition, then=Greatest(Round(lower, 2), Value(CENT), output_field=_MONEY)), output_field=_MONEY
    )
