"""The catalogue, generated from the departments' data. Pure: the same arguments give the same products.

A product is a kind's number ``i``: brand, model line and type follow from ``i`` by counting, everything else is drawn
by a generator seeded with the kind and ``i``. So a product is the same whatever number of products is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from django.utils.text import slugify

from operations.seed.colours import COLOURS
from operations.seed.german import GermanKind, read_german, read_words
from operations.seed.kinds import Department, Kind, Type, read_departments

SEED = 1
PER_KIND = 8
SKU_PREFIX = "LK"
SOLD_OUT = 0.05

# What makers add to a model's name, in either language.
_EDITIONS = ("", "Plus", "Pro", "Mini", "Max", "Eco", "Classic", "Sport")

DEPARTMENTS = tuple(read_departments())
GERMAN = read_german(DEPARTMENTS)
WORDS = read_words()
KINDS: tuple[tuple[Department, Kind], ...] = tuple((d, kind) for d in DEPARTMENTS for kind in d.kinds)


def german_kind(department: Department, kind: Kind) -> GermanKind | None:
    """Return the German texts of a kind, where there are any."""
    texts = GERMAN.get(department.slug)
    return texts.kinds.get(kind.slug) if texts else None


@dataclass(frozen=True, slots=True)
class SeedVariant:
    sku: str
    name: str
    name_de: str
    price: Decimal
    stock: int


@dataclass(frozen=True, slots=True)
class SeedTexts:
    """What a product says in one language; empty in German where there are no German texts."""

    name: str = ""
    description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    search_terms: str = ""


@dataclass(frozen=True, slots=True)
class SeedProduct:
    kind: str
    type: str
    slug: str
    name: str
    brand: str
    description: str
    attributes: Mapping[str, str]
    picture: Mapping[str, str | int]
    search_terms: str
    german: SeedTexts
    variants: tuple[SeedVariant, ...]

    @property
    def in_stock(self) -> bool:
        return any(variant.stock for variant in self.variants)


def catalogue(products: int | None = None, seed: int = SEED) -> Iterator[SeedProduct]:
    """Yield so many products, spread evenly over all kinds (``PER_KIND`` of each when None), one at a time."""
    total = PER_KIND * len(KINDS) if products is None else products
    share, rest = divmod(total, len(KINDS))
    for place, (department, kind) in enumerate(KINDS):
        for i in range(share + (place < rest)):
            yield product(department, kind, i, seed)


def product(department: Department, kind: Kind, i: int, seed: int = SEED) -> SeedProduct:
    """Return number ``i`` of a kind."""
    random = Random(f"{seed}/{kind.code}/{i}")  # noqa: S311  the demo's prices are no secret
    turn = Random(f"{seed}/{kind.code}").randrange(60)  # noqa: S311
    brands, types = len(department.brands), len(kind.types)
    brand = department.brands[(i + turn) % brands]
    line = brand.lines[(i // brands + turn) % len(brand.lines)]
    series = i // (brands * len(brand.lines))
    model = _model(line, series)
    use = i // types
    place = (i + use) % types
    type_ = kind.types[place]
    name = f"{brand.name} {model} {type_.name}"
    grade = random.random()
    colours = _colours(kind, i, turn, random)
    attributes = _attributes(kind, type_, grade, random)
    if kind.tinted:
        attributes["Colour"] = colours[0]
    return SeedProduct(
        kind=kind.slug,
        type=type_.name,
        slug=slugify(name),
        name=name,
        brand=brand.name,
        description=_description(kind, (place, use), brand.name, model, attributes),
        attributes=attributes,
        picture=_picture(kind, type_, place, colours[0], i),
        search_terms=" ".join((department.name, kind.name, kind.terms, type_.terms, *colours)),
        german=_german(department, kind, (place, use), brand.name, model, attributes, colours),
        variants=_variants(
            kind, f"{SKU_PREFIX}-{kind.code}-{i + 1:05d}", _base_price(type_, grade, random), colours, random
        ),
    )


def _model(line: str, series: int) -> str:
    """Return what the maker calls a model: the line itself, its editions, and the same of each later generation."""
    generation, edition = divmod(series, len(_EDITIONS))
    parts = (line, _roman(generation + 1) if generation else "", _EDITIONS[edition])
    return " ".join(part for part in parts if part)


def _roman(number: int) -> str:
    digits = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    text = ""
    for value, letters in digits:
        text += letters * (number // value)
        number %= value
    return text


def _colours(kind: Kind, i: int, turn: int, random: Random) -> tuple[str, ...]:
    """Return the product's colours, its picture's first; neighbours in a listing begin with different ones."""
    pool = kind.colour_names()
    start = (i + turn) % len(pool)
    count = 1 if kind.single or kind.sizes else random.choice((2, 3, 3, 4))
    return tuple(pool[(start + step) % len(pool)] for step in range(count))


def _attributes(kind: Kind, type_: Type, grade: float, random: Random) -> dict[str, str]:
    """Return the rows of the table: graded ones by size, the others drawn."""
    rows = {}
    for label, choices in {**kind.grades, **kind.facts, **type_.facts}.items():
        values = choices.split("|")
        if label in kind.grades:
            rows[label] = values[min(int(grade * len(values)), len(values) - 1)]
        else:
            rows[label] = random.choice(values)
    return rows


def _description(
    kind: Kind | GermanKind, use: tuple[int, int], brand: str, model: str, attributes: Mapping[str, str]
) -> str:
    """Join opening, detail and closing; two products of a type get different details.

    ``attributes`` are by their English labels, which placeholders have in every language.
    """
    place, again = use
    parts = (
        kind.types[place].opening,
        kind.details[(place + again) % len(kind.details)],
        kind.closings[(2 * place + again) % len(kind.closings)],
    )
    words = {label.lower().replace(" ", "_"): value for label, value in attributes.items()}
    return " ".join(parts).format(brand=brand, model=model, **words)


def _german(
    department: Department,
    kind: Kind,
    use: tuple[int, int],
    brand: str,
    model: str,
    attributes: Mapping[str, str],
    colours: tuple[str, ...],
) -> SeedTexts:
    german = german_kind(department, kind)
    if german is None:
        return SeedTexts()
    type_ = german.types[use[0]]
    values = {label: WORDS.value(value) for label, value in attributes.items()}
    return SeedTexts(
        name=f"{brand} {model} {type_.name}",
        description=_description(german, use, brand, model, values),
        attributes={WORDS.label(label): value for label, value in values.items()},
        search_terms=" ".join(
            (
                GERMAN[department.slug].name,
                german.name,
                german.terms,
                type_.terms,
                *map(WORDS.variant, colours),
            )
        ),
    )


def _picture(kind: Kind, type_: Type, place: int, colour: str, i: int) -> dict[str, str | int]:
    tone, hue = COLOURS[colour]
    style = place if type_.style is None else type_.style
    return {"object": kind.picture, "hue": hue, "tone": tone, "style": style, "variant": i}


def _base_price(type_: Type, grade: float, random: Random) -> float:
    low, high = type_.price
    return low + (high - low) * min(1.0, max(0.0, grade + random.uniform(-0.08, 0.08)))


def _price(value: float, random: Random) -> Decimal:
    """Round to what shops write: 7.49, 34.95, 129.00, 1,249.00."""
    if value < 20:
        return Decimal(int(value)) + Decimal(random.choice(("0.49", "0.90", "0.95", "0.99")))
    if value < 100:
        return Decimal(int(value)) + Decimal(random.choice(("0.90", "0.95", "0.99", "0.50")))
    step = 5 if value < 400 else 10
    return Decimal(int(value // step) * step + step - 1) + Decimal(random.choice(("0.00", "0.00", "0.90")))


def _variants(
    kind: Kind, sku: str, base: float, colours: tuple[str, ...], random: Random
) -> tuple[SeedVariant, ...]:
    sold_out = random.random() < SOLD_OUT
    first = _price(base, random)
    if kind.single:
        return (SeedVariant(sku, "", "", first, _stock(sold_out, random)),)
    if not kind.sizes:
        names = [(colour, colour[:3].upper()) for colour in colours]
        return tuple(
            SeedVariant(f"{sku}-{code}", name, WORDS.variant(name), first, _stock(sold_out, random))
            for name, code in names
        )
    made = []
    for number, (name, factor) in enumerate(_sizes(kind.sizes), 1):
        price = first if factor == 1 else _price(float(first) * factor, random)
        made.append(
            SeedVariant(f"{sku}-{number}", name, WORDS.variant(name), price, _stock(sold_out, random))
        )
    return tuple(made)


def _sizes(text: str) -> list[tuple[str, float]]:
    sizes = [part.partition("*") for part in text.split("|")]
    last = max(1, len(sizes) - 1)
    return [
        (name, float(factor) if star else 1 + 0.5 * i / last) for i, (name, star, factor) in enumerate(sizes)
    ]


def _stock(sold_out: bool, random: Random) -> int:
    """Return units on the shelf: now and then the last few, or none of this one variant."""
    luck = random.random()
    if sold_out or luck < 0.03:
        return 0
    return random.randint(1, 4) if luck < 0.12 else random.randint(8, 120)
