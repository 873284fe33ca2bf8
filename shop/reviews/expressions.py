"""What a listing shows of a product's reviews, computed by the database with the products."""

from django.db.models import Avg, Count, Expression, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from shop.models import Review


def rating_average() -> Subquery:
    """Return the average stars of a product's approved reviews; NULL without any."""
    approved = Review.objects.approved().filter(product=OuterRef("pk")).order_by().values("product")
    return Subquery(approved.annotate(average=Avg("rating")).values("average"))


def rating_count() -> Expression:
    """Return how many approved reviews a product has."""
    approved = Review.objects.approved().filter(product=OuterRef("pk")).order_by().values("product")
    # The rating is never null and stands in the index, the row's number does not: no row is fetched to count it.
    return Coalesce(
        Subquery(approved.annotate(number=Count("rating")).values("number")), 0, output_field=IntegerField()
    )
