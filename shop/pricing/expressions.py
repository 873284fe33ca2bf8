"""The same prices as ``prices.best_price``, computed by PostgreSQL: for sorting and filtering whole listings,
which must follow what people see on the cards. A test holds the two together."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, DecimalField, Expression, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Greatest, Least, Round

from promotions.selectors import Offer
from shop.models import Category
from shop.pricing.prices import CENT

_MONEY = DecimalField(max_digits=10, decimal_places=2)
_NUMBER = DecimalField()


type _Kinds = dict[str, list[int]]


def _kinds() -> _Kinds:
    """Return the categories that each slug stands for, by number: itself, and a department's kinds.

    Numbers are compared faster than slugs, which counts where thousands of products are priced: a listing asks once.
    """
    kinds: _Kinds = defaultdict(list)
    for number, slug, department in Category.objects.order_by().values_list("pk", "slug", "parent__slug"):
        kinds[slug].append(number)
        if department is not None:
            kinds[department].append(number)
    return kinds


@dataclass(slots=True)
class _Targets:
    categories: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)

    def add(self, offer: Offer) -> None:
        self.categories.update(offer.categories)
        self.products.update(offer.products)

    def condition(self, kinds: _Kinds) -> Q:
        numbers = {number for slug in self.categories for number in kinds.get(slug, ())}
        named = Q(category__any_of=sorted(numbers))
        return Q(slug__any_of=sorted(self.products)) | named if self.products else named


type _Rewards = dict[Decimal, _Targets]


def effective_price(offers: Iterable[Offer]) -> Expression | F:
    """Return what a product of a listing costs now; needs the annotations ``list_price`` and ``currency``.

    These are subqueries, which Django writes out (and compiles) wherever they are named. So the best percentage and the
    best amount are found first, and the price is named once for each, however many promotions run.
    """
    percents: _Rewards = defaultdict(_Targets)
    amounts: dict[str, _Rewards] = defaultdict(lambda: defaultdict(_Targets))
    for offer in offers:
        if offer.reward_percent is not None:
            percents[offer.reward_percent].add(offer)
        elif offer.reward_amount is not None:
            amounts[offer.reward_currency][offer.reward_amount].add(offer)
    kinds = _kinds() if percents or amounts else {}
    lower: list[Expression] = []
    if percents:
        share = _best(percents, kinds, worth=_share_left)
        lower.append(Round(ExpressionWrapper(F("list_price") * share, output_field=_NUMBER), 2))
    if amounts:
        whens = [
            When(currency=currency, then=_best(rewards, kinds, worth=_itself))
            for currency, rewards in amounts.items()
        ]
        amount = Case(*whens, default=Value(Decimal(0)), output_field=_NUMBER)
        lower.append(ExpressionWrapper(F("list_price") - amount, output_field=_MONEY))
    if not lower:
        return F("list_price")
    best = Least(*lower, output_field=_MONEY) if len(lower) > 1 else lower[0]
    return Greatest(best, Value(CENT), output_field=_MONEY)


def _best(rewards: _Rewards, kinds: _Kinds, *, worth: Callable[[Decimal], Decimal]) -> Case:
    """Return what the greatest reward that covers the product is ``worth``, a reward of 0 where none does.

    Worked out here and not by PostgreSQL, which would do it for each of thousands of products.
    """
    whens = [
        When(rewards[reward].condition(kinds), then=Value(worth(reward)))
        for reward in sorted(rewards, reverse=True)
    ]
    return Case(*whens, default=Value(worth(Decimal(0))), output_field=_NUMBER)


def _share_left(percent: Decimal) -> Decimal:
    return (100 - percent) / 100


def _itself(amount: Decimal) -> Decimal:
    return amount
