from django.urls import path

from logs.alerts import views

app_name = "alerts"

urlpatterns = [
    path("", views.alerts, name="list"),
    path("table/", views.alerts_table, name="table"),
    path("<int:alert_id>/", views.alert, name="alert"),
    path("<int:alert_id>/acknowledge/", views.acknowledge, name="acknowledge"),
]
