"""What has one address for all languages: pictures, and files that programs read."""

from django.urls import path

from shop.catalogue import views as catalogue
from shop.consent import views as consent
from shop.site import sitemaps, views

app_name = "site"

urlpatterns = [
    path("pictures/<slug:slug>.svg", catalogue.picture, name="picture"),
    path("pictures/<slug:slug>.png", catalogue.shared_picture, name="shared-picture"),
    path(".well-known/gpc.json", consent.gpc, name="gpc"),
    path("all-links/", views.trap, name="trap"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
]
