from django.urls import path, re_path

from analytics.dashboard import keeping_views, views

app_name = "dashboard"

urlpatterns = [
    path("", views.report, name="overview"),
    path("kept/", keeping_views.kept, name="kept"),
    path("kept/views/", keeping_views.save, name="save"),
    path("kept/views/<int:view_id>/delete/", keeping_views.forget, name="forget"),
    path("kept/views/<int:view_id>/share/", keeping_views.share, name="share"),
    path("kept/views/<int:view_id>/mail/", keeping_views.mail, name="mail"),
    path("kept/links/<int:link_id>/delete/", keeping_views.unshare, name="unshare"),
    path("kept/notes/", keeping_views.note, name="note"),
    path("kept/notes/<int:note_id>/delete/", keeping_views.note_delete, name="note-delete"),
    path("kept/watches/", keeping_views.watch, name="watch"),
    path("kept/watches/<int:watch_id>/delete/", keeping_views.watch_delete, name="watch-delete"),
    path("shared/<str:token>/", views.shared, name="shared"),
    path("<slug:name>/", views.report, name="report"),
    re_path(r"^(?P<name>[a-z]+)/(?P<table>[a-z_]+)\.(?P<form>csv|parquet)$", views.download, name="download"),
]
