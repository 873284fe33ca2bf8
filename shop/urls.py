"""The store's pages, each with an address in every language (see ``config.urls``); ``shop.site.urls`` has the rest."""

from django.urls import path

from shop.accounts import data_views as own_data
from shop.accounts import email_views as emails
from shop.accounts import offer_views as offers
from shop.accounts import password_views as passwords
from shop.accounts import views as accounts
from shop.addresses import views as addresses
from shop.cart import views as cart
from shop.catalogue import views as catalogue
from shop.checkout import views as checkout
from shop.consent import views as consent
from shop.deals import views as deals
from shop.home import views as home
from shop.orders import views as orders
from shop.reviews import views as reviews
from shop.reviews import vote_views as votes
from shop.search import views as search
from shop.stock_alerts import views as stock_alerts
from shop.together import views as together
from shop.wishlist import views as wishlist

app_name = "shop"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("deals/", deals.deals, name="deals"),
    path("promotions/strip/", deals.promotions_strip, name="promotions-strip"),
    path("categories/<slug:slug>/", catalogue.category, name="category"),
    path("products/<slug:slug>/", catalogue.product, name="product"),
    path("products/<slug:slug>/review/", reviews.write, name="review"),
    path("products/<slug:slug>/review/appeal/", reviews.appeal, name="review-appeal"),
    path("products/<slug:slug>/review/state/", reviews.state, name="review-state"),
    path("products/<slug:slug>/review/withdraw/", reviews.withdraw, name="review-withdraw"),
    path("reviews/<int:number>/vote/", votes.vote, name="review-vote"),
    path("account/", accounts.account, name="account"),
    path("account/orders/", orders.history, name="order-history"),
    path("account/login/", accounts.LogIn.as_view(), name="login"),
    path("account/signup/", accounts.sign_up, name="signup"),
    path("account/logout/", accounts.log_out, name="logout"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.add, name="cart-add"),
    path("cart/add-together/", together.add_all, name="cart-add-together"),
    path("cart/code/", cart.code, name="cart-code"),
    path("cart/lines/<int:variant_id>/", cart.change_line, name="cart-line"),
    path("wishlist/", wishlist.wishlist, name="wishlist"),
    path("wishlist/change/", wishlist.change, name="wishlist-change"),
    path("wishlist/cart/", wishlist.to_cart, name="wishlist-cart"),
    path("wishlist/share/", wishlist.share, name="wishlist-share"),
    path("wishlist/shared/<str:token>/", wishlist.shared, name="wishlist-shared"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("orders/", orders.find, name="order-find"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/claim/", orders.claim, name="order-claim"),
    path("account/reviews/", accounts.my_reviews, name="account-reviews"),
    path("account/offers/", offers.offers, name="account-offers"),
    path("account/offers/choice/", offers.choose, name="offers-choice"),
    path("account/offers/clear/", offers.clear, name="activity-clear"),
    path("account/addresses/", addresses.book, name="addresses"),
    path("account/addresses/new/", addresses.add, name="address-add"),
    path("account/addresses/<int:number>/", addresses.edit, name="address-edit"),
    path("account/addresses/<int:number>/delete/", addresses.delete, name="address-delete"),
    path("account/addresses/<int:number>/default/", addresses.make_default, name="address-default"),
    path("account/stock-alerts/", stock_alerts.alerts, name="account-stock-alerts"),
    path("stock-alerts/", stock_alerts.ask, name="stock-alert-ask"),
    path("stock-alerts/<str:token>/", stock_alerts.alert, name="stock-alert"),
    path("stock-alerts/<str:token>/stop/", stock_alerts.stop, name="stock-alert-stop"),
    path("account/data/", own_data.data, name="account-data"),
    path("account/data/download/", own_data.download, name="account-download"),
    path("account/delete/", own_data.delete, name="account-delete"),
    path("account/email/", emails.change, name="email-change"),
    path("account/email/<str:token>/", emails.confirm, name="email-confirm"),
    path("account/password/", passwords.ChangePassword.as_view(), name="password"),
    path("account/password/reset/", passwords.ResetPassword.as_view(), name="password-reset"),
    path("account/password/reset/sent/", passwords.ResetSent.as_view(), name="password-reset-sent"),
    path(
        "account/password/reset/<uidb64>/<token>/",
        passwords.ResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
    path("promotions/dismiss/", offers.dismiss, name="promotion-dismiss"),
    path("promotions/restore/", offers.restore, name="promotion-restore"),
    path("consent/", consent.consent, name="consent"),
    path("privacy/", own_data.privacy, name="privacy"),
    path("privacy/forget/", own_data.forget, name="browser-forget"),
]
