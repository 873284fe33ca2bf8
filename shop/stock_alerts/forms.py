"""What a guest gives to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class StockAlertForm(forms.Form):
    sku = forms.CharField(max_length=40)
    email = forms.EmailField(
        max_length=254,
        required=False,
        error_messages={"invalid": _("That is no e-mail address we could write to.")},
    )

    def __init__(self, *args: Any, is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_guest:
            self.fields["email"].required = True
            self.fields["email"].error_messages["required"] = _("Give us an address to write to.")
