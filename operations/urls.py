from django.urls import include, path

from operations import fault_views, health, views

app_name = "operations"

urlpatterns = [
    path("healthz", health.live, name="live"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("operations/", views.consumers, name="consumers"),
    path("operations/consumers/", views.consumers_table, name="consumers-table"),
    path("operations/faults/burst/", fault_views.burst, name="fault-burst"),
    path("operations/faults/poison/", fault_views.poison, name="fault-poison"),
    path("operations/faults/pause/", fault_views.pause, name="fault-pause"),
    path("operations/alerts/", include("logs.alerts.urls")),
]
