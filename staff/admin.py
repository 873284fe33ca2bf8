"""The audit log, which is read and never written here, and how staff log in, which another one resets."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import Permission
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.admin import ModelAdmin

from shop.models import User
from staff.models import AuditEntry, StaffMember
from staff.two_factor.services import two_factor_reset
from tracking.identity import account_subject, email_subject

# django-otp's own page shows the keys.
admin.site.unregister(TOTPDevice)


class _ReadOnly(ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(_ReadOnly):
    list_display = ("at", "who", "did", "table", "label", "about", "address")
    empty_value_display = "–"
    list_filter = ("action", "table", "at")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("label", "key", "address", "actor", "subject")
    search_help_text = "A row’s name or number, a network address, or somebody’s whole e-mail address."
    ordering = ("-at", "-pk")
    fields = ("at", "who", "about", "address", "did", "table", "key", "label", "what_changed")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).annotate(who=_email_of("actor"), about=_email_of("subject"))  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """An e-mail address stands nowhere in the log: whose it is, and its hash, do."""
        if "@" not in search_term:
            return super().get_search_results(request, queryset, search_term)  # type: ignore[no-any-return]
        names = [email_subject(search_term)]
        names += map(
            account_subject, User.objects.with_email(search_term).values_list("public_id", flat=True)
        )
        return queryset.filter(Q(actor__in=names) | Q(subject__in=names)), False

    @admin.display(description="who", ordering="actor")
    def who(self, entry: Any) -> str:
        return entry.who or entry.actor or "–"

    @admin.display(description="action", ordering="action")
    def did(self, entry: AuditEntry) -> str:
        return entry.action.replace("_", " ")

    @admin.display(description="about", ordering="subject")
    def about(self, entry: Any) -> str:
        return entry.about or entry.subject[:12] or "–"

    @admin.display(description="changes")
    def what_changed(self, entry: AuditEntry) -> SafeString:
        rows = (_readable(column, change) for column, change in entry.changes.items())
        return format_html_join("", "<p><b>{}</b>: {} → {}</p>", rows)


@admin.register(StaffMember)
class StaffMemberAdmin(_ReadOnly):
    list_display = ("email", "name", "is_superuser", "enrolled_since", "last_used", "codes_left")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "enrolled_since", "last_used", "codes_left")
    readonly_fields = fields
    actions = ("reset",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffMember]:
        found: QuerySet[StaffMember] = super().get_queryset(request).filter(is_staff=True)
        return found.annotate(
            since=Max("totpdevice__created_at"),
            used=Max("totpdevice__last_used_at"),
            left=Count("backup_codes", filter=Q(backup_codes__used_at=None), distinct=True),
        )

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """Whoever resets somebody's second factor is as good as an administrator."""
        return bool(getattr(request.user, "is_superuser", False))

    @admin.action(description="Reset the two-factor log-in", permissions=["reset"])
    def reset(self, request: HttpRequest, queryset: QuerySet[StaffMember]) -> None:
        """Let others enrol anew; for one's own there is one's own page."""
        me = cast(User, request.user)
        members = queryset.exclude(pk=me.pk)
        for user in User.objects.filter(pk__in=members.values("pk")):
            two_factor_reset(user=user, by=account_subject(me.public_id))
            self.message_user(request, f"{user.email} sets up a new authenticator at the next log-in.")
        if queryset.filter(pk=me.pk).exists():
            words = "Your own stays: replace it on your page “Two-factor log-in”."
            self.message_user(request, words, messages.WARNING)

    @admin.display(description="enrolled since", ordering="since", empty_value="not enrolled")
    def enrolled_since(self, member: Any) -> Any:
        return member.since

    @admin.display(description="last used", ordering="used")
    def last_used(self, member: Any) -> Any:
        return member.used

    @admin.display(description="backup codes left", ordering="left")
    def codes_left(self, member: Any) -> Any:
        return member.left


def _email_of(column: str) -> Subquery:
    """Return whose ``u:<public id>`` stands in ``column``; nothing where that account is gone."""
    return Subquery(User.objects.filter(public_id=Substr(OuterRef(column), 3)).values("email")[:1])


def _readable(column: str, change: Any) -> tuple[str, str, str]:
    before, after = change if isinstance(change, list) and len(change) == 2 else (None, change)
    if column == "permission_id":
        names = Permission.objects.in_bulk([number for number in (before, after) if number])
        before, after = (names.get(number, number) for number in (before, after))
    return column, _shown(before), _shown(after)


def _shown(value: Any) -> str:
    return "–" if value in (None, "") else str(value)
