from django.urls import path

from shop.accounts import views as accounts
from shop.cart import views as cart
from shop.catalogue import views as catalogue
from shop.checkout import views as checkout
from shop.deals import views as deals
from shop.home import views as home
from shop.orders import views as orders
from shop.search import views as search
from shop.site import sitemaps
from shop.site import views as site

app_name = "shop"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("deals/", deals.deals, name="deals"),
    path("promotions/strip/", deals.promotions_strip, name="promotions-strip"),
    path("categories/<slug:slug>/", catalogue.category, name="category"),
    path("products/<slug:slug>/", catalogue.product, name="product"),
    path("pictures/<slug:slug>.svg", catalogue.picture, name="picture"),
    path("account/", accounts.account, name="account"),
    path("account/orders/", orders.history, name="order-history"),
    path("account/login/", accounts.LogIn.as_view(), name="login"),
    path("account/signup/", accounts.sign_up, name="signup"),
    path("account/logout/", accounts.log_out, name="logout"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.add, name="cart-add"),
    path("cart/code/", cart.code, name="cart-code"),
    path("cart/lines/<int:variant_id>/", cart.change_line, name="cart-line"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("orders/", orders.find, name="order-find"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/claim/", orders.claim, name="order-claim"),
    path("consent/", site.consent, name="consent"),
    path("robots.txt", site.robots, name="robots"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("site.webmanifest", site.manifest, name="manifest"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
]
