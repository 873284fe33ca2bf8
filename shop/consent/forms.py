"""What the banner, the page and the footer send."""

from django import forms

from tracking.consent import EVERYTHING, NOTHING, Purpose, Purposes

_ANSWERS = {"accept": EVERYTHING, "decline": NOTHING}


class ConsentForm(forms.Form):
    """``choice`` is accept, decline or choose; only with choose ``purposes`` count, and none of them is no."""

    choice = forms.ChoiceField(choices=[(name, name) for name in (*_ANSWERS, "choose")])
    purposes = forms.MultipleChoiceField(choices=[(each, each) for each in Purpose], required=False)
    place = forms.ChoiceField(choices=[(name, name) for name in ("banner", "page", "footer")], required=False)

    @property
    def allowed(self) -> Purposes:
        """What the valid form agrees to."""
        chosen = frozenset(Purpose(name) for name in self.cleaned_data["purposes"])
        return _ANSWERS.get(self.cleaned_data["choice"], chosen)

    @property
    def method(self) -> str:
        return self.cleaned_data["place"] or "page"
