from django.urls import include, path

from operations import health, views

app_name = "operations"

urlpatterns = [
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("operations/", views.consumers, name="consumers"),
    path("operations/consumers/", views.consumers_table, name="consumers-table"),
    path("operations/alerts/", include("logs.alerts.urls")),
]
