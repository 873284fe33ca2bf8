"""The look of Django admin (django-unfold)."""

UNFOLD = {
    "SITE_TITLE": "Larkspur admin",
    "SITE_HEADER": "Larkspur",
    "SITE_SUBHEADER": "Store and pipeline",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
}
