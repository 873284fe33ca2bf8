"""The checkout's one form."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from shop.checkout.payment import TestCard, known_card
from shop.models import Address
from shop.models.orders import COUNTRIES

NOT_A_TEST_CARD: Final = "This is a demo: it takes only the test numbers above, never a real card."

_ADDRESS: Final = ("name", "street", "extra", "postcode", "city", "country")


def _text(label: str, autocomplete: str, length: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=length, widget=widget, **options)


class CheckoutForm(forms.Form):
    """``key`` makes one order of one form, however often it is sent; ``shown_total`` is what the shopper agreed to."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="For the confirmation.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = _text("Full name", "name", 120)
    street = _text("Street and number", "address-line1", 200)
    extra = _text("Flat, floor, company (optional)", "address-line2", 200, required=False)
    postcode = _text("Postcode", "postal-code", 16)
    city = _text("City", "address-level2", 80)
    country = forms.ChoiceField(
        label="Country", choices=COUNTRIES, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    card = forms.CharField(
        label="Test card number",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    shown_total = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_card(self) -> TestCard:
        card = known_card(self.cleaned_data["card"])
        if card is None:
            raise ValidationError(NOT_A_TEST_CARD, code="not_a_test_card")
        return card

    @property
    def address(self) -> dict[str, str]:
        """The address alone, for the order."""
        return {name: self.cleaned_data[name] for name in _ADDRESS}

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """For the summary: (id of the field, its label, what is wrong)."""
        return [
            (field.id_for_label, str(field.label), str(error))
            for field in self.visible_fields()
            for error in field.errors
        ]


def initial_of(*, email: str, name: str, address: Address | None, shown_total: str) -> dict[str, Any]:
    """Return what the form starts with: what the account is known to have used last."""
    known = (
        {field: getattr(address, field) for field in _ADDRESS} if address else {"name": name, "country": "DE"}
    )
    return {"email": email, **known, "key": uuid4(), "shown_total": shown_total}
