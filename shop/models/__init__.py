from shop.models.accounts import User
from shop.models.catalogue import Category, Product, Variant

__all__ = ["Category", "Product", "User", "Variant"]
