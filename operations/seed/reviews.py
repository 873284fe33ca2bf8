"""What the seed's shoppers say about its products. Pure: the same products give the same reviews, no two so alike that
moderation would call one a copy of the other.

A review is made of an opening, a fact of that very product, a remark on use and a closing, drawn from lists by its
stars. Who reviews what, and how it was received, is drawn as well, by a generator seeded with both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from moderation.twins import Signature, signature, similarity
from operations.seed.accounts import SHOPPERS
from operations.seed.catalogue import SeedProduct
from operations.seed.review_words import CLOSINGS, FACTS, OPENINGS, REASONS, REMARKS

SEED = 1
EVERY = 5
"""Every fifth product of the catalogue is a popular one, and people write about those."""

# Of the approved: most are content, as in any store that keeps what sells.
_STARS = (5, 5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1)
_MOST = 9
_PENDING, _REJECTED = 0.04, 0.03

# Below what the built-in policy calls similar (0.45), as an estimate is off by 0.06 at times.
_ALIKE = 0.4
_TRIES = 40


@dataclass(frozen=True, slots=True)
class SeedReview:
    """``moment`` is when it was written: 0 the hour the product was listed, 1 now. ``status`` is one of
    ``shop.Review.Status``."""

    email: str
    product: str
    rating: int
    text: str
    status: str
    reason: str
    moment: float


def reviews(products: Iterable[SeedProduct], seed: int = SEED) -> Iterator[SeedReview]:
    """Yield the reviews of the popular ones among ``products``."""
    told: list[Signature] = []
    for number, product in enumerate(products):
        if number % EVERY:
            continue
        random = Random(f"{seed}/reviews/{product.slug}")  # noqa: S311  nothing here is a secret
        said: set[str] = set()
        # Few are talked about much: the square makes small numbers likelier.
        for shopper in random.sample(SHOPPERS, 1 + int(_MOST * random.random() ** 2)):
            yield _review(product, shopper.email, random, said, told)


def _review(
    product: SeedProduct, email: str, random: Random, said: set[str], told: list[Signature]
) -> SeedReview:
    chance = random.random()
    status = "pending" if chance < _PENDING else "rejected" if chance < _PENDING + _REJECTED else "approved"
    rating = random.choice(_STARS)
    text = _new_text(product, rating, random, said, told)
    offence = random.choice(tuple(REASONS)) if status == "rejected" else ""
    # What still waits was written lately.
    earliest = 0.97 if status == "pending" else 0.02
    return SeedReview(
        email=email,
        product=product.slug,
        rating=rating,
        text=f"{text} {offence}".strip(),
        status=status,
        reason=REASONS.get(offence, ""),
        moment=random.uniform(earliest, 0.995),
    )


def _new_text(
    product: SeedProduct, rating: int, random: Random, said: set[str], told: list[Signature]
) -> str:
    """Return the first of some texts that is like none of those ``told``, else the one that is least so; note it."""
    best, least = ("", signature("")), 2.0
    for _ in range(_TRIES):
        text = _text(product, rating, random, said)
        signed = signature(text)
        alike = max((similarity(signed, other) for other in told), default=0.0)
        if alike < least:
            best, least = (text, signed), alike
        if alike < _ALIKE:
            break
    text, signed = best
    told.append(signed)
    return text


def _text(product: SeedProduct, rating: int, random: Random, said: set[str]) -> str:
    """Return a text whose sentences nobody has ``said`` of this product, as far as they go round."""
    mood = "good" if rating >= 4 else "middling" if rating == 3 else "bad"
    name, value = random.choice(tuple(product.attributes.items()))
    words = {"thing": _lower(product.type), "brand": product.brand, "fact": _lower(name), "value": value}
    parts: list[Sequence[str]] = [OPENINGS[mood], FACTS[mood], REMARKS[mood], CLOSINGS[mood]]
    # Some people write one sentence, most two or three.
    wanted = (0, *sorted(random.sample(range(1, 4), random.choice((0, 1, 1, 2, 2, 3)))))
    chosen = [
        random.choice([one for one in parts[place] if one not in said] or parts[place]) for place in wanted
    ]
    said.update(chosen)
    return " ".join(sentence.format(**words) for sentence in chosen)


def _lower(name: str) -> str:
    """Return a name as it stands within a sentence; what is written in capitals (LED, USB-C) stays so."""
    return " ".join(word if word.isupper() else word.lower() for word in name.split())
