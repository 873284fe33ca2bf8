from shop.models.accounts import User
from shop.models.catalogue import Category, Product, Variant
from shop.models.prices import PriceHistory
from shop.models.search import SearchWord

__all__ = ["Category", "PriceHistory", "Product", "SearchWord", "User", "Variant"]
