"""Passwords: Django's own views with the store's templates."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from shop.accounts.forms import ChangePasswordForm, ForgottenPasswordForm, NewPasswordForm
from shop.limits.views import by_field, by_network, limited
from shop.models import User
from shop.page_views import counts_as_page_view


@method_decorator(counts_as_page_view, name="dispatch")
class ChangePassword(views.PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "shop/account/password.html"
    success_url = reverse_lazy("shop:account")
    extra_context = {"section": "profile"}  # noqa: RUF012  (Django's attribute)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, gettext("Your password is changed."))
        return super().form_valid(form)


@method_decorator(counts_as_page_view, name="dispatch")
@method_decorator(
    limited(
        by_network("password-reset", most=30, seconds=3600),
        by_field("password-reset", "email", most=5, seconds=3600),
    ),
    name="dispatch",
)
class ResetPassword(views.PasswordResetView):
    """Says the same for every address, so that nobody learns who has an account."""

    template_name = "shop/account/reset.html"
    email_template_name = "shop/mail/password_reset.txt"
    subject_template_name = "shop/mail/password_reset_subject.txt"
    success_url = reverse_lazy("shop:password-reset-sent")
    # Not the request's Host header, which whoever asks can choose.
    extra_email_context = {"site_url": settings.SITE_URL.rstrip("/")}  # noqa: RUF012
    form_class = ForgottenPasswordForm


@method_decorator(counts_as_page_view, name="dispatch")
class ResetSent(views.PasswordResetDoneView):
    template_name = "shop/account/reset_sent.html"


@method_decorator(never_cache, name="dispatch")
class ResetConfirm(views.PasswordResetConfirmView):
    form_class = NewPasswordForm
    template_name = "shop/account/reset_confirm.html"
    success_url = reverse_lazy("shop:login")

    def form_valid(self, form: "SetPasswordForm[User]") -> HttpResponse:
        messages.success(self.request, gettext("Your password is set. Log in with it."))
        return super().form_valid(form)
