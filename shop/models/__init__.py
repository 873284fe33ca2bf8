from shop.models.accounts import User
from shop.models.catalogue import Category, Product, Variant
from shop.models.orders import Address, Cart, CartLine, Order, OrderLine, OrderStatus

__all__ = [
    "Address",
    "Cart",
    "CartLine",
    "Category",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Product",
    "User",
    "Variant",
]
