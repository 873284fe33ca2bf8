"""The checkout's one form."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.addresses.forms import AddressForm, values_of
from shop.checkout.payment import TestCard, known_card
from shop.models import Address

NOT_A_TEST_CARD: Final = _("This is a demo: it takes only the test numbers above, never a real card.")
ANOTHER: Final = _("Another address")
GONE: Final = _("This address is not in your book any more. Choose another one, or type it.")


class CheckoutForm(AddressForm):
    """``key`` makes one order of one form, however often it is sent; ``shown_total`` is what the shopper agreed to.

    ``saved`` names one of ``addresses``, the account's own, in the place of typed fields; empty means the typed ones,
    which ``keep`` puts into the account's book.
    """

    field_order = ("email", "saved")

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("For the confirmation."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    saved = forms.ChoiceField(
        label=_("Deliver to"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )
    keep = forms.BooleanField(label=_("Keep this address in my account"), required=False, initial=True)
    card = forms.CharField(
        label=_("Test card number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    shown_total = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        addresses: Sequence[Address] = (),
        may_keep: bool = False,
        **kwargs: Any,
    ) -> None:
        kept = {str(address.pk): address for address in addresses}
        if data and (chosen := kept.get(data.get("saved", ""))):
            # What stands in the typed fields doesn't count then, not even its mistakes.
            data = {**{name: data[name] for name in data}, **values_of(chosen)}
        super().__init__(data, **kwargs)
        if kept:
            choices = [(number, str(address)) for number, address in kept.items()]
            self.fields["saved"].choices = [*choices, ("", ANOTHER)]  # type: ignore[attr-defined]
        else:
            del self.fields["saved"]
        if not may_keep:
            del self.fields["keep"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_card(self) -> TestCard:
        card = known_card(self.cleaned_data["card"])
        if card is None:
            raise ValidationError(NOT_A_TEST_CARD, code="not_a_test_card")
        return card

    @property
    def keeps(self) -> bool:
        """Whether the address is a typed one that is to be kept."""
        return bool(self.cleaned_data.get("keep")) and not self.cleaned_data.get("saved")

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """For the summary: (id of the field, its label, what is wrong)."""
        return [
            (field.id_for_label or field.auto_id, str(field.label), str(error))
            for field in self.visible_fields()
            for error in field.errors
        ]


def initial_of(*, email: str, name: str, addresses: Sequence[Address], shown_total: str) -> dict[str, Any]:
    """Return what the form starts with: the first address of the book is chosen."""
    return {
        "email": email,
        "saved": str(addresses[0].pk) if addresses else "",
        "name": name,
        "country": "DE",
        "key": uuid4(),
        "shown_total": shown_total,
    }
