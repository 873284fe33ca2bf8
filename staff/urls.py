from django.urls import path

from staff.two_factor import views

app_name = "staff"

urlpatterns = [
    path("account/two-factor/", views.two_factor, name="two-factor"),
    path("account/two-factor/setup/", views.setup, name="two-factor-setup"),
    path("account/two-factor/codes/", views.backup_codes, name="backup-codes"),
]
