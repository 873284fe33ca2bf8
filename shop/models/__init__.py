from shop.models.accounts import User
from shop.models.catalogue import Category, Product, Variant
from shop.models.reviews import Review

__all__ = ["Category", "Product", "Review", "User", "Variant"]
