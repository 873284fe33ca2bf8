"""Importing and exporting products in the admin: a part of the product's own pages."""

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget

from shop.models import Sheet, User
from shop.sheets.columns import COLUMNS
from shop.sheets.errors import SheetError, SheetRefused
from shop.sheets.uploads import MOST_BYTES, kept_check, kept_import, sheet_keep
from shop.sheets.writing import sheet_lines


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=gettext_lazy("Looked at first: the next page says what it would change."),
    )

    def clean_file(self) -> File:  # type: ignore[type-arg]
        file = cast("File[bytes]", self.cleaned_data["file"])
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("More than %(most)d MB: import it with manage.py import_products, or in parts.")
                % {"most": MOST_BYTES // 1024 // 1024}
            )
        return file


class SheetAdmin:
    """What ``ProductAdmin`` gets: two exports, and the import in two steps."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.sheet_upload), name="shop_product_import"),
            path("import/<int:number>/", view(self.sheet_decide), name="shop_product_import_decide"),
            path("export/", view(self.sheet_download), name="shop_product_export"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    @action(description="Import…", url_path="to-import", icon="upload", permissions=["import"])
    def to_import(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:shop_product_import")

    @action(description="Export CSV", url_path="to-export", icon="download", permissions=["view"])
    def to_export(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:shop_product_export")

    def has_import_permission(self, request: HttpRequest) -> bool:
        needed = ("add_product", "change_product", "add_variant", "change_variant")
        return all(request.user.has_perm(f"shop.{name}") for name in needed)

    def sheet_download(self, request: HttpRequest) -> StreamingHttpResponse:
        """Send the whole catalogue, with commas or (``?semicolons``) as German spreadsheets want it."""
        if not request.user.has_perm("shop.view_product"):
            raise PermissionDenied
        lines = sheet_lines(semicolons="semicolons" in request.GET)
        name = f"products-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            lines,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )

    def sheet_upload(self, request: HttpRequest) -> HttpResponse:
        """Take a file, and go on to what it would change."""
        self._allowed(request)
        form = SheetForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            sheet = sheet_keep(
                upload=form.cleaned_data["file"], by=cast(User, request.user), now=timezone.now()
            )
            return redirect("admin:shop_product_import_decide", sheet.pk)
        return self._page(request, "import.html", form=form, columns=[column.name for column in COLUMNS])

    def sheet_decide(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show what the sheet would change, and change it when that is pressed. Only who uploaded it sees it."""
        self._allowed(request)
        sheet = get_object_or_404(Sheet, pk=number, uploaded_by=cast(User, request.user))
        if request.method == "POST":
            return self._import(request, sheet)
        try:
            return self._page(request, "import_decide.html", sheet=sheet, outcome=kept_check(sheet))
        except SheetError as error:
            return self._page(request, "import_decide.html", sheet=sheet, error=str(error))

    def _import(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        try:
            outcome = kept_import(sheet, by=cast(User, request.user), now=timezone.now())
        except SheetRefused:
            # It was good when it was shown: the page says again how it stands.
            return redirect("admin:shop_product_import_decide", sheet.pk)
        except SheetError as error:
            return self._page(request, "import_decide.html", sheet=sheet, error=str(error))
        words = ngettext("%(rows)d row imported.", "%(rows)d rows imported.", outcome.rows)
        self.message_user(request, words % {"rows": outcome.rows})  # type: ignore[attr-defined]
        return redirect("admin:shop_product_changelist")

    def _allowed(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Import products"),
            "opts": self.opts,
            "back": reverse("admin:shop_product_changelist"),
        }
        return render(request, f"admin/shop/product/{template}", context)
