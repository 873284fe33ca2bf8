"""Reading reviews. Every page goes through here, and everything here through ``visible_to`` or ``approved``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, OrderBy, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.catalogue.listing import Link, Pages, page_links
from shop.models import Product, Review, User
from shop.reviews.rules import Bar, Poll, Summary, poll_after, shown_name, summary_of
from shop.reviews.votes import by_helpfulness, with_votes

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE: Final = 8
ANCHOR: Final = "#reviews"

type Reader = User | AnonymousUser

_ORDERS: Final[dict[str, tuple["StrPromise", tuple[str | OrderBy, ...]]]] = {
    "helpful": (_("Most helpful"), (by_helpfulness().desc(), "-submitted_at", "-pk")),
    "newest": (_("Newest"), ("-submitted_at", "-pk")),
    "highest": (_("Most stars"), ("-rating", "-submitted_at", "-pk")),
    "lowest": (_("Fewest stars"), ("rating", "-submitted_at", "-pk")),
}
_NOTICES: Final = {
    Review.Status.PENDING: _("Pending: only you can see this"),
    Review.Status.PERSON: _("Pending: only you can see this. One of us is going to read it"),
    Review.Status.REJECTED: _("Not published: only you can see this"),
}
_APPEALED: Final = _("You asked us to look again: one of us is going to read it. Only you can see this")


@dataclass(frozen=True, slots=True)
class ShownReview:
    """A review as a page shows it. ``notice`` and ``reason`` are for the author, and empty once it is approved;
    ``poll`` is there while nothing is decided. ``my_vote`` is None where the reader has not voted."""

    id: int
    author: str
    rating: int
    text: str
    written_at: datetime
    is_edited: bool
    is_verified: bool
    status: str
    notice: str
    reason: str
    can_appeal: bool
    poll: Poll | None
    product: Product
    helped: int
    not_helped: int
    my_vote: bool | None
    can_vote: bool


@dataclass(frozen=True, slots=True)
class BarLink:
    """A bar of the histogram, which is a link to its reviews."""

    bar: Bar
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The reviews on a product's page. ``mine`` is the reader's own, which stands apart from the others."""

    summary: Summary
    mine: ShownReview | None
    others: tuple[ShownReview, ...]
    stars: int | None
    bars: tuple[BarLink, ...]
    all_url: str
    sort_label: str
    sorts: tuple[Link, ...]
    pages: Pages


def summary_for(product: Product) -> Summary:
    """Return how many approved reviews gave how many stars. One query."""
    rows = Review.objects.approved().filter(product=product).order_by().values("rating")
    return summary_of(dict(rows.annotate(number=Count("pk")).values_list("rating", "number")))


def review_of(*, product: Product, author: Reader) -> Review | None:
    """Return the person's own review of the product."""
    if author.pk is None:
        return None
    own = Review.objects.visible_to(author).filter(product=product, author_id=author.pk)
    return own.select_related("author", "product").first()


def own_review(*, product: Product, author: Reader, turn: int) -> ShownReview | None:
    """Return the person's own review for an open page that asks about it for the ``turn``-th time."""
    own = review_of(product=product, author=author)
    return _shown(own, turn) if own else None


def review_shown(*, review_id: int, reader: User) -> ShownReview:
    """Return a review that ``reader`` may see, with its votes.

    Raises:
        Review.DoesNotExist: there is none, or not for this reader.
    """
    visible = with_votes(Review.objects.visible_to(reader), reader_id=reader.pk)
    return _shown(visible.select_related("author", "product").get(pk=review_id), reader=reader)


def reviews_of(author: User) -> tuple[ShownReview, ...]:
    """Return everything the person wrote, newest first."""
    own = Review.objects.visible_to(author).filter(author=author)
    return tuple(map(_shown, own.select_related("author", "product")))


def section_of(*, product: Product, reader: Reader, query: QueryDict) -> Section:
    """Return the section for ``reader`` as ``query`` (``stars``, ``sort``, ``page``) asks for; nonsense in it means
    all stars, the newest, the first page. Two to four queries; one for a visitor where nothing is approved."""
    summary = summary_for(product)
    mine = review_of(product=product, author=reader)
    choice = _Choice.of(query)
    page = Paginator(_others(product, reader, summary, choice), PAGE_SIZE).get_page(query.get("page"))
    path = product.get_absolute_url()
    return Section(
        summary=summary,
        mine=_shown(mine) if mine else None,
        others=tuple(_shown(review, reader=reader) for review in page.object_list),
        stars=choice.stars,
        bars=tuple(
            BarLink(bar, replace(choice, stars=bar.stars).url(path), bar.stars == choice.stars)
            for bar in summary.bars
        ),
        all_url=replace(choice, stars=None).url(path),
        sort_label=str(_ORDERS[choice.sort][0]),
        sorts=tuple(
            Link(str(label), replace(choice, sort=sort).url(path), sort == choice.sort)
            for sort, (label, _) in _ORDERS.items()
        ),
        pages=_anchored(page_links(page, path, choice.query)),
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which reviews the reader asked for."""

    stars: int | None
    sort: str

    @classmethod
    def of(cls, query: QueryDict) -> "_Choice":
        stars, sort = query.get("stars", ""), query.get("sort", "")
        return cls(
            stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
            sort=sort if sort in _ORDERS else "newest",
        )

    @property
    def query(self) -> dict[str, str]:
        """The choice as an address carries it: what goes without saying is left out."""
        stars = {"stars": str(self.stars)} if self.stars else {}
        return stars | ({"sort": self.sort} if self.sort != "newest" else {})

    def url(self, path: str) -> str:
        return f"{path}?{urlencode(self.query)}{ANCHOR}" if self.query else f"{path}{ANCHOR}"


def _others(
    product: Product, reader: Reader, summary: Summary, choice: _Choice
) -> QuerySet[Review] | Sequence[Review]:
    if not summary.count:
        return ()
    others = Review.objects.visible_to(reader).filter(product=product).exclude(author_id=reader.pk)
    if choice.stars:
        others = others.filter(rating=choice.stars)
    shown = with_votes(others, reader_id=reader.pk).select_related("author", "product")
    return shown.order_by(*_ORDERS[choice.sort][1])


def _shown(review: Review, turn: int = 0, *, reader: Reader | None = None) -> ShownReview:
    return ShownReview(
        id=review.pk,
        author=shown_name(review.author.name),
        rating=review.rating,
        text=review.text,
        written_at=review.written_at,
        is_edited=review.edited_at is not None,
        is_verified=review.verified_purchase,
        status=review.status,
        notice=_notice(review),
        reason=_reason(review),
        can_appeal=review.can_appeal,
        poll=poll_after(turn) if review.status == Review.Status.PENDING else None,
        product=review.product,
        helped=getattr(review, "helped", 0),
        not_helped=getattr(review, "not_helped", 0),
        my_vote=getattr(review, "my_vote", None),
        can_vote=reader is not None and reader.pk not in (None, review.author_id),
    )


def _reason(review: Review) -> str:
    """Return why it was rejected: policies' reasons in the reader's language, persons' as they wrote them."""
    if review.status != Review.Status.REJECTED or not review.status_reason:
        return ""
    return gettext(review.status_reason)


def _notice(review: Review) -> str:
    match Review.Status(review.status):
        case Review.Status.APPROVED:
            return ""
        case Review.Status.PERSON if review.appealed_at:
            return str(_APPEALED)
        case status:
            return str(_NOTICES[status])


def _anchored(pages: Pages) -> Pages:
    """Let each link lead to the reviews, not to the top of the page."""
    return Pages(
        numbers=tuple(link and replace(link, url=link.url + ANCHOR) for link in pages.numbers),
        previous_url=pages.previous_url and pages.previous_url + ANCHOR,
        next_url=pages.next_url and pages.next_url + ANCHOR,
    )
