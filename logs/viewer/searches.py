"""Saved searches: each person's own, by name."""

from django import forms
from django.db.models import QuerySet

from logs.models import SavedSearch


class SaveForm(forms.Form):
    """A name, and the viewer's own query string; saving under a name again replaces what it stood for."""

    name = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000, required=False)

    def clean_query(self) -> str:
        return str(self.cleaned_data["query"]).lstrip("?")


def searches_of(user_id: int) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(user_id=user_id)


def search_save(*, user_id: int, name: str, query: str) -> None:
    SavedSearch.objects.update_or_create(user_id=user_id, name=name, defaults={"query": query})


def search_delete(*, user_id: int, search_id: int) -> None:
    """Delete a search of the person's own; another's stays."""
    SavedSearch.objects.filter(user_id=user_id, pk=search_id).delete()
