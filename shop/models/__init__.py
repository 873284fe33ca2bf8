from shop.models.accounts import User
from shop.models.catalogue import Category, Product, Variant
from shop.models.listings import ListingRow
from shop.models.lookups import AnyOf
from shop.models.orders import Address, Cart, CartLine, Order, OrderLine, OrderStatus
from shop.models.pairs import ProductPair
from shop.models.prices import PriceHistory
from shop.models.reviews import Review, ReviewVote
from shop.models.search import SearchWord
from shop.models.sheets import Sheet
from shop.models.stock_alerts import StockAlert
from shop.models.summaries import ProductSummary
from shop.models.wishlists import Wish, Wishlist

__all__ = [
    "Address",
    "AnyOf",
    "Cart",
    "CartLine",
    "Category",
    "ListingRow",
    "Order",
    "OrderLine",
    "OrderStatus",
    "PriceHistory",
    "Product",
    "ProductPair",
    "ProductSummary",
    "Review",
    "ReviewVote",
    "SearchWord",
    "Sheet",
    "StockAlert",
    "User",
    "Variant",
    "Wish",
    "Wishlist",
]
