"""The form that asks for a code."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from shop.accounts.forms import wait_words


class CodeForm(forms.Form):
    """A code of the authenticator, or a backup code where ``backup`` says so."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )

    def __init__(self, *args: object, backup: bool = False) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        code = self.fields["code"]
        if backup:
            code.help_text = gettext("The six digits of your authenticator, or one of your backup codes.")
        else:
            code.help_text = gettext("The six digits that your authenticator shows.")
            code.widget.attrs["inputmode"] = "numeric"

    def mark_wrong(self) -> None:
        """Say so when the code is not right."""
        words = gettext("That code isn’t right, or was used already. Wait for the next one and try again.")
        self.add_error("code", ValidationError(words, code="wrong"))

    def mark_delayed(self, seconds: int) -> None:
        """Say so when the code wasn't looked at."""
        self.add_error(None, ValidationError(wait_words(seconds), code="wait"))
