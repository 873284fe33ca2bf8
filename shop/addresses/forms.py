"""A postal address as people type it."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.models import Address
from shop.models.orders import COUNTRIES

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FIELDS: Final = ("name", "street", "extra", "postcode", "city", "country")


def _text(label: "StrPromise", autocomplete: str, length: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=length, widget=widget, **options)


class AddressForm(forms.Form):
    """An address of the account's book."""

    name = _text(_("Full name"), "name", 120)
    street = _text(_("Street and number"), "address-line1", 200)
    extra = _text(_("Flat, floor, company (optional)"), "address-line2", 200, required=False)
    postcode = _text(_("Postcode"), "postal-code", 16)
    city = _text(_("City"), "address-level2", 80)
    country = forms.ChoiceField(
        label=_("Country"), choices=COUNTRIES, widget=forms.Select(attrs={"autocomplete": "country"})
    )

    @property
    def address(self) -> dict[str, str]:
        """The address alone."""
        return {name: self.cleaned_data[name] for name in FIELDS}


def values_of(address: Address) -> dict[str, str]:
    """Return an address as the form's fields have it."""
    return {name: getattr(address, name) for name in FIELDS}
