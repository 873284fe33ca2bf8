"""Every address of the site. The apps keep their own.

The store's pages have an address in each language: English ones begin with no prefix, the others with their code. What
is the same in all languages (files, staff's pages, doors for machines) has one address.
"""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # One door for everybody, where guessing is slowed down.
    path("admin/login/", RedirectView.as_view(pattern_name="shop:login", query_string=True)),
    path("admin/", admin.site.urls),
    path("dashboard/", include("analytics.dashboard.urls")),
    path("operations/logs/", include("logs.viewer.urls")),
    path("", include("operations.urls")),
    path("", include("staff.urls")),
    path("", include("shop.site.urls")),
    *i18n_patterns(path("", include("shop.urls")), prefix_default_language=False),
]

handler403 = "shop.site.views.forbidden"
handler404 = "shop.site.views.not_found"
handler500 = "shop.site.views.server_error"
