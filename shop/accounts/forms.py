"""The forms of an account."""

from time import time as clock
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
)
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shop.accounts import guessing
from shop.models import User

TAKEN: Final = _(
    "There is already an account with this e-mail address. Log in instead, or use another address."
)
WRONG: Final = _("That e-mail address and password do not belong together. Check both and try again.")
CLOSED: Final = _("This account is closed.")
HOW_STRONG: Final = _("At least 8 characters, not only digits, and not one that everybody uses.")


class LogInForm(AuthenticationForm):
    """Django's form and field names, in the words of this store. ``seconds_to_wait`` says after how many seconds to try
    again, when the password was not even looked at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seconds_to_wait = 0
        self.error_messages = {"invalid_login": WRONG, "inactive": CLOSED}
        username = self.fields["username"]
        username.label = _("E-mail address")
        self.fields["password"].label = _("Password")
        username.widget = forms.EmailInput(attrs={"autocomplete": "username", "maxlength": 254})

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username")
        if not email or not self.cleaned_data.get("password") or self.request is None:
            return super().clean()
        self.seconds_to_wait = guessing.login_wait(self.request, email=email, now=clock())
        if self.seconds_to_wait:
            raise ValidationError(wait_words(self.seconds_to_wait), code="wait")
        try:
            return super().clean()
        except ValidationError:
            guessing.login_failed(self.request, email=email)
            raise


def wait_words(seconds: int) -> str:
    """Say when to try again."""
    if seconds < 60:
        how_long = ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        how_long = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return gettext("That was tried too often. Nothing is locked: please wait %(how_long)s and try again.") % {
        "how_long": how_long
    }


class SignUpForm(forms.Form):
    """What a new account needs. Whether the address is free is also held by the table, see ``mark_taken``."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("Optional. How we greet you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        help_text=HOW_STRONG,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.with_email(email).exists():
            raise ValidationError(TAKEN, code="taken")
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            # The person's own name and address make a bad password; the validators compare with them.
            person = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def mark_taken(self) -> None:
        """Say so when somebody took the address between the check and the writing."""
        self.add_error("email", ValidationError(TAKEN, code="taken"))


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("How we greet you. Beside your reviews stands the first name and an initial."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language of our e-mails"), choices=settings.LANGUAGES)


class ConfirmedForm(forms.Form):
    """What asks for the password once more: a browser left open must not be enough to take an account, or to end it."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self._user.check_password(password):
            raise ValidationError(_("That is not your password."), code="wrong")
        return password


class EmailForm(ConfirmedForm):
    field_order = ("email", "password")

    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email == self._user.email:
            raise ValidationError(_("This is your address already."), code="same")
        if User.objects.with_email(email).exists():
            raise ValidationError(TAKEN, code="taken")
        return email

    def mark_unsent(self) -> None:
        """Say so when the mail could not be sent."""
        self.add_error(None, ValidationError(_("The e-mail could not be sent. Please try again later.")))


class DeleteAccountForm(ConfirmedForm):
    def clean(self) -> dict[str, Any]:
        if self._user.is_staff:
            raise ValidationError(
                _("This account can change the store. Ask another administrator to delete it."), code="staff"
            )
        return super().clean() or self.cleaned_data

    def mark_delayed(self) -> None:
        """Say so when the erasure could not be done just now."""
        words = _("Nothing was deleted: we are busy just now. Please try again in a minute.")
        self.add_error(None, ValidationError(words))


class ForgottenPasswordForm(PasswordResetForm):
    """Django's form, whose mail is in the language of whoever gets it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        *rest: Any,
        **options: Any,
    ) -> None:
        with translation.override(context["user"].language):
            super().send_mail(subject_template_name, email_template_name, context, *rest, **options)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """Django's form in the words of this store."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class ChangePasswordForm(PasswordChangeForm):
    """Django's form in the words of this store."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Your password now")
        _in_our_words(self)


def _in_our_words(form: "SetPasswordForm[User]") -> None:
    form.fields["new_password1"].label = _("New password")
    form.fields["new_password1"].help_text = HOW_STRONG
    form.fields["new_password2"].label = _("New password again")
    form.fields["new_password2"].help_text = ""
