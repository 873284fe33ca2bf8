"""What was searched for, looked at and bought in a day, see ``analytics.rollups.sales``."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analytics.models.counters import amount, counter, set_of_people


class DaySearch(models.Model):
    """What was searched for in a day, and what came of it the same day. Further pages of results are the same
    search. Of ``searches``, ``clicked`` had a result clicked, ``to_cart`` one that was put into the cart afterwards,
    ``to_order`` one that was bought. ``positions`` holds the place of every click."""

    pk = models.CompositePrimaryKey("day", "keyword")
    day = models.DateField()
    keyword = models.TextField()
    searches = counter()
    people = counter()
    zero_results = counter()
    clicked = counter()
    clicks = counter()
    position_sum = counter()
    to_cart = counter()
    to_order = counter()
    searchers = set_of_people()
    positions = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "analytics_day_search"

    def __str__(self) -> str:
        return f"{self.keyword} on {self.day}"


class _DaySales(models.Model):
    """Units ``returned`` stand on the day of the refund and are not taken off."""

    day = models.DateField()
    views = counter()
    people = counter()
    clicks = counter()
    adds = counter()
    orders = counter()
    units = counter()
    revenue = amount()
    returned = counter()
    viewers = set_of_people()
    adders = set_of_people()

    class Meta:
        abstract = True


class DayProduct(_DaySales):
    """What became of a product in a day."""

    pk = models.CompositePrimaryKey("day", "product_id")
    product_id = models.TextField()
    name = models.TextField()
    category = models.TextField()

    class Meta:
        db_table = "analytics_day_product"

    def __str__(self) -> str:
        return f"{self.product_id} on {self.day}"


class DayCategory(_DaySales):
    """What became of a category in a day."""

    pk = models.CompositePrimaryKey("day", "category")
    category = models.TextField()

    class Meta:
        db_table = "analytics_day_category"

    def __str__(self) -> str:
        return f"{self.category} on {self.day}"


class DayPromotion(models.Model):
    """What became of a promotion in a day; ``revenue`` is that of the lines it reduced."""

    pk = models.CompositePrimaryKey("day", "promotion_id")
    day = models.DateField()
    promotion_id = models.TextField()
    impressions = counter()
    people = counter()
    clicks = counter()
    dismissals = counter()
    orders = counter()
    units = counter()
    revenue = amount()
    viewers = set_of_people()

    class Meta:
        db_table = "analytics_day_promotion"

    def __str__(self) -> str:
        return f"{self.promotion_id} on {self.day}"


class DayExposure(models.Model):
    """That somebody had personal deals in a day (``personal``), or would have had (``held_out``), and since when."""

    pk = models.CompositePrimaryKey("day", "subject", "deals")
    day = models.DateField()
    subject = models.TextField()
    deals = models.TextField()
    began_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_day_exposure"

    def __str__(self) -> str:
        return f"{self.deals} on {self.day}"


class DaySource(models.Model):
    """Where the visits of a day came from, and the orders placed in them."""

    pk = models.CompositePrimaryKey("day", "source", "medium", "campaign")
    day = models.DateField()
    source = models.TextField()
    medium = models.TextField()
    campaign = models.TextField()
    visits = counter()
    orders = counter()
    visitors = set_of_people()

    class Meta:
        db_table = "analytics_day_source"

    def __str__(self) -> str:
        return f"{self.source} on {self.day}"


class DayCredit(models.Model):
    """What the orders of a day are owed to: the source of the first visit of each buyer within 30 days before, and
    that of the last one that wasn't direct."""

    pk = models.CompositePrimaryKey("day", "source", "medium", "campaign")
    day = models.DateField()
    source = models.TextField()
    medium = models.TextField()
    campaign = models.TextField()
    orders_first = counter()
    revenue_first = amount()
    orders_last = counter()
    revenue_last = amount()

    class Meta:
        db_table = "analytics_day_credit"

    def __str__(self) -> str:
        return f"{self.source} on {self.day}"


class DayOrder(models.Model):
    """An order of a day: whose, as in sets of people, or nobody's, when, and what it brought."""

    pk = models.CompositePrimaryKey("day", "number")
    day = models.DateField()
    number = models.IntegerField(help_text="Of the day's orders, in the order they were placed.")
    person = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField()
    revenue = amount()

    class Meta:
        db_table = "analytics_day_order"

    def __str__(self) -> str:
        return f"{self.number} on {self.day}"
