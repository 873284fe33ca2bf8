from django.urls import path

from logs.viewer import views

app_name = "logs"

urlpatterns = [
    path("", views.lines, name="lines"),
    path("patterns/", views.patterns, name="patterns"),
    path("trace/<str:trace_id>/", views.trace, name="trace"),
    path("saved/", views.save, name="save"),
    path("saved/<int:search_id>/delete/", views.forget, name="forget"),
]
