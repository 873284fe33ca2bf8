"""Sign-up, log-in, log-out and the account's own page."""

from typing import Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.accounts import guessing, services
from shop.accounts.forms import LogInForm, ProfileForm, SignUpForm
from shop.limits.views import by_field, by_network, limited
from shop.models import User
from shop.page_views import counts_as_page_view
from shop.reviews import selectors as reviews
from shop.site.redirects import safe_next

_GROUPS: Final = (
    (_("Pending"), {"pending", "person"}),
    (_("Not published"), {"rejected"}),
    (_("Published"), {"approved"}),
)


@method_decorator(counts_as_page_view, name="dispatch")
class LogIn(LoginView):
    """Django's own view, which also keeps ``next`` within this site."""

    template_name = "shop/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        email = form.cleaned_data["username"]
        services.account_enter(self.request, user=form.get_user())
        guessing.login_succeeded(self.request, email=email)
        answer = HttpResponseRedirect(self.get_success_url())
        guessing.browser_remember(answer, email=email)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_invalid(form)
        if seconds := getattr(form, "seconds_to_wait", 0):
            answer.status_code = 429
            answer.headers["Retry-After"] = str(seconds)
        return answer


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(
    # The form says whether an address has an account, so it must not be asked by the thousand.
    by_network("sign-up", most=60, seconds=3600),
    by_field("sign-up", "email", most=20, seconds=3600),
)
@counts_as_page_view
def sign_up(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("shop:account")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.account_open(request, **form.cleaned_data)
        except IntegrityError:
            form.mark_taken()
        else:
            return redirect(safe_next(request, default=reverse("shop:account")))
    return render(request, "shop/signup.html", {"form": form, "next": request.GET.get("next", "")})


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    services.account_leave(request)
    return redirect("shop:home")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@counts_as_page_view
def account(request: HttpRequest) -> HttpResponse:
    """The account's first page: who the person is, which they may change."""
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        services.profile_change(user=user, **form.cleaned_data)
        messages.success(request, gettext("Your changes are saved."))
        return redirect("shop:account")
    return render(request, "shop/account/profile.html", {"form": form, "section": "profile"})


@login_required
@never_cache
@require_safe
@counts_as_page_view
def my_reviews(request: HttpRequest) -> HttpResponse:
    """The person's reviews by what became of them."""
    mine = reviews.reviews_of(cast(User, request.user))
    groups = [(title, [row for row in mine if row.status in statuses]) for title, statuses in _GROUPS]
    context = {"groups": [group for group in groups if group[1]], "section": "reviews"}
    return render(request, "shop/account/reviews.html", context)
