"""The form with which a guest finds an order again."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.models import Order

NOT_FOUND: Final = _("There is no order with this number and this e-mail address. Check both and try again.")


class FindOrderForm(forms.Form):
    """Number and address together; which of the two is wrong is not told. ``order`` is set when both are right."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=20,
        help_text=_("It stands in the confirmation: LK-7F3K-92QD."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    order: Order | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number, email = cleaned.get("number"), cleaned.get("email")
        if number and email:
            number = number.replace(" ", "").upper()
            self.order = Order.objects.filter(number=number, email=email.lower()).first()
            if self.order is None:
                self.add_error(None, NOT_FOUND)
        return cleaned
