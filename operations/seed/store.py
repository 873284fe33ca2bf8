"""Writes the seed into the shop's and the promotions' tables: what is missing is added, what is there stays as it is.

Seeded rows are recognised by what they were made with: a category by its slug, a product by its SKU (those of the
seed begin with ``LK-`` and a kind's code) or slug, a promotion by its title or text, synonyms by a word they share, an
account by its e-mail address.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from zlib import crc32

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Q

from operations.seed import promotions as seed_promotions
from operations.seed.accounts import LOGINS, SHOPPERS, SeedAccount
from operations.seed.catalogue import DEPARTMENTS, GERMAN, KINDS, SKU_PREFIX, SeedProduct, german_kind
from operations.seed.deals import DEALS
from operations.seed.german import GermanDepartment, GermanKind
from operations.seed.synonyms import GROUPS
from promotions.models import Promotion, Synonym
from shop.models import Category, Product, User, Variant
from tracking.api import alias_account

BATCH = 1_000
_YEAR_HOURS = 365 * 24

type Progress = Callable[[int], None]


@transaction.atomic
def categories_save() -> int:
    """Add the departments and kinds that are missing; return how many."""
    before = Category.objects.count()
    tops = [
        Category(slug=d.slug, name=d.name, blurb=d.blurb, position=i, **_german_category(GERMAN.get(d.slug)))
        for i, d in enumerate(DEPARTMENTS)
    ]
    Category.objects.bulk_create(tops, ignore_conflicts=True)
    ids = dict(Category.objects.values_list("slug", "pk"))
    kinds = [
        Category(
            slug=kind.slug,
            name=kind.name,
            blurb=kind.blurb,
            position=i,
            parent_id=ids[department.slug],
            **_german_category(german_kind(department, kind)),
        )
        for department in DEPARTMENTS
        for i, kind in enumerate(department.kinds)
    ]
    Category.objects.bulk_create(kinds, ignore_conflicts=True)
    return Category.objects.count() - before


def _german_category(texts: GermanDepartment | GermanKind | None) -> dict[str, str]:
    return {"name_de": texts.name, "blurb_de": texts.blurb} if texts else {}


@transaction.atomic
def products_save(*, products: Iterable[SeedProduct], now: datetime, progress: Progress) -> tuple[int, int]:
    """Add the products that are missing with their variants, a batch at a time; return how many of both."""
    categories = dict(Category.objects.values_list("slug", "pk"))
    made = variants = 0
    for batch in batched(products, BATCH):
        missing = list(_missing(batch))
        rows = Product.objects.bulk_create(_product_row(item, categories[item.kind], now) for item in missing)
        added = Variant.objects.bulk_create(
            Variant(
                product=row,
                sku=v.sku,
                name=v.name,
                name_de=v.name_de,
                price=v.price,
                stock=v.stock,
                position=position,
            )
            for row, item in zip(rows, missing, strict=True)
            for position, v in enumerate(item.variants)
        )
        made, variants = made + len(rows), variants + len(added)
        progress(len(batch))
    if made >= BATCH:
        _settle()
    return made, variants


def _settle() -> None:
    """Let PostgreSQL see at once how many products there are, and sort what their indexes put off; by itself it does
    so within minutes, in which searches would be slow."""
    with connection.cursor() as cursor:
        for index in ("shop_summary_document", "shop_summary_document_de", "shop_product_name_trgm"):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        cursor.execute("ANALYZE shop_product, shop_variant, shop_product_summary")


def _missing(batch: Sequence[SeedProduct]) -> Iterator[SeedProduct]:
    skus = [variant.sku for item in batch for variant in item.variants]
    known_skus = set(Variant.objects.filter(sku__in=skus).values_list("sku", flat=True))
    known_slugs = set(
        Product.objects.filter(slug__in=[item.slug for item in batch]).values_list("slug", flat=True)
    )
    for item in batch:
        # An admin may have changed the slug, or deleted single variants: the product is there all the same.
        if item.slug not in known_slugs and not any(variant.sku in known_skus for variant in item.variants):
            yield item


def _product_row(item: SeedProduct, category_id: int, now: datetime) -> Product:
    return Product(
        category_id=category_id,
        name=item.name,
        slug=item.slug,
        brand=item.brand,
        description=item.description,
        attributes=dict(item.attributes),
        picture=dict(item.picture),
        search_terms=item.search_terms,
        name_de=item.german.name,
        description_de=item.german.description,
        attributes_de=dict(item.german.attributes),
        search_terms_de=item.german.search_terms,
        # Spread over the past year and always the same, so that "newest" means something.
        created_at=now - timedelta(hours=crc32(item.slug.encode()) % _YEAR_HOURS),
    )


@transaction.atomic
def promotions_save(*, products: seed_promotions.ProductsOfKind, now: datetime) -> tuple[int, int]:
    """Add the promotions that are missing; move the windows of all when none runs any more.

    Returns how many were added and how many moved.
    """
    wanted = seed_promotions.promotions(products, now)
    titles, texts = [row.title for row in wanted], [row.text for row in wanted]
    existing = list(Promotion.objects.filter(Q(title__in=titles) | Q(text__in=texts)))
    known = {row.title for row in existing} | {row.text for row in existing}
    added = Promotion.objects.bulk_create(row for row in wanted if not {row.title, row.text} & known)
    if not existing or any(row.ends_at > now for row in existing):
        return len(added), 0
    windows = {key: (row.starts_at, row.ends_at) for row in wanted for key in (row.title, row.text)}
    for row in existing:
        row.starts_at, row.ends_at = windows[row.title if row.title in windows else row.text]
    Promotion.objects.bulk_update(existing, ["starts_at", "ends_at"])
    return len(added), len(existing)


@transaction.atomic
def synonyms_save() -> int:
    """Add the groups none of whose words stands in a group already; return how many."""
    known = {
        (language, word)
        for language, words in Synonym.objects.values_list("language", "words")
        for word in words
    }
    rows = [
        Synonym(language=language, words=list(group))
        for language, groups in GROUPS.items()
        for group in groups
        if not any((language, word) in known for word in group)
    ]
    return len(Synonym.objects.bulk_create(rows))


@transaction.atomic
def accounts_save() -> int:
    """Add the accounts that are missing and let the pipeline know them by their addresses; return how many."""
    wanted = (*LOGINS, *SHOPPERS)
    known = set(
        User.objects.filter(email__in=[account.email for account in wanted]).values_list("email", flat=True)
    )
    added = User.objects.bulk_create(_user_row(account) for account in wanted if account.email not in known)
    for user in added:
        alias_account(public_id=user.public_id, email=user.email)
    return len(added)


def _user_row(account: SeedAccount) -> User:
    return User(
        email=account.email,
        name=account.name,
        password=make_password(account.password or None),
        is_staff=account.staff,
        is_superuser=account.staff,
    )


@transaction.atomic
def catalogue_delete(*, progress: Progress) -> int:
    """Delete the seed's products, and its categories as far as nobody else's product stands in them."""
    codes = "|".join(kind.code for _, kind in KINDS)
    seeded = Product.objects.filter(variants__sku__regex=rf"^{SKU_PREFIX}-({codes})-\d{{5,}}(-|$)").order_by()
    deleted = 0
    while ids := list(seeded.values_list("pk", flat=True).distinct()[:BATCH]):
        Product.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
        progress(len(ids))
    free = Category.objects.filter(products__isnull=True, children__isnull=True)
    free.filter(slug__in=[kind.slug for _, kind in KINDS]).delete()
    free.filter(slug__in=[department.slug for department in DEPARTMENTS]).delete()
    return deleted


@transaction.atomic
def promotions_delete() -> None:
    """Delete the seed's promotions and synonyms."""
    titles, texts = [deal.title for deal in DEALS], [deal.text for deal in DEALS]
    Promotion.objects.filter(Q(title__in=titles) | Q(text__in=texts)).delete()
    for language, groups in GROUPS.items():
        words = [word for group in groups for word in group]
        Synonym.objects.filter(language=language, words__overlap=words).delete()


@transaction.atomic
def accounts_restore() -> None:
    """Give the seed's accounts their names, passwords and rights again.

    Their rows stay: orders, reviews and the pipeline's aliases hang on the public ids.
    """
    for account in (*LOGINS, *SHOPPERS):
        User.objects.filter(email=account.email).update(
            name=account.name,
            password=make_password(account.password or None),
            is_staff=account.staff,
            is_superuser=account.staff,
            is_active=True,
        )
