"""The look of Django admin (django-unfold)."""

from django.urls import reverse_lazy


def _item(title: str, icon: str, view: str) -> dict[str, object]:
    return {"title": title, "icon": icon, "link": reverse_lazy(view)}


UNFOLD = {
    "SITE_TITLE": "Larkspur admin",
    "SITE_HEADER": "Larkspur",
    "SITE_SUBHEADER": "Store and pipeline",
    "SITE_SYMBOL": "local_florist",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    # The blue of larkspur, hue 274, from the lightest to the darkest; 600 is the store's accent, 400 that of the dark.
    "COLORS": {
        "primary": {
            "50": "oklch(0.97 0.014 275)",
            "100": "oklch(0.945 0.028 275)",
            "200": "oklch(0.89 0.055 275)",
            "300": "oklch(0.83 0.085 276)",
            "400": "oklch(0.775 0.115 277)",
            "500": "oklch(0.65 0.155 275)",
            "600": "oklch(0.455 0.19 274)",
            "700": "oklch(0.39 0.17 274)",
            "800": "oklch(0.335 0.14 274)",
            "900": "oklch(0.275 0.105 274)",
            "950": "oklch(0.215 0.07 274)",
        }
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        # One list, in the order of a merchant's day. An app that adds a table for people adds its line here.
        "navigation": [
            {
                "title": "Catalogue",
                "separator": True,
                "items": [
                    _item("Products", "inventory_2", "admin:shop_product_changelist"),
                    _item("Stock and prices", "inventory", "admin:shop_variant_changelist"),
                    _item("Categories", "category", "admin:shop_category_changelist"),
                ],
            },
            {
                "title": "Customers",
                "separator": True,
                "items": [
                    _item("Orders", "receipt_long", "admin:shop_order_changelist"),
                    _item("Reviews", "reviews", "admin:shop_review_changelist"),
                    _item("Accounts", "group", "admin:shop_user_changelist"),
                ],
            },
            {
                "title": "Promotions",
                "separator": True,
                "items": [
                    _item("Promotions", "sell", "admin:promotions_promotion_changelist"),
                    _item("Codes", "confirmation_number", "admin:promotions_code_changelist"),
                    _item("Synonyms", "translate", "admin:promotions_synonym_changelist"),
                ],
            },
            {
                "title": "Moderation",
                "separator": True,
                "items": [
                    _item("Queue", "inbox", "admin:moderation_queue"),
                    _item("Policies", "policy", "admin:moderation_policyversion_changelist"),
                    _item("Looking back", "history", "admin:moderation_revalidation_changelist"),
                    _item("Decisions", "gavel", "admin:moderation_decision_changelist"),
                ],
            },
            {
                "title": "Security",
                "separator": True,
                "items": [
                    _item("Audit log", "fact_check", "admin:staff_auditentry_changelist"),
                    _item("Two-factor log-ins", "phonelink_lock", "admin:staff_staffmember_changelist"),
                ],
            },
            {
                "title": "Pipeline",
                "separator": True,
                "items": [
                    _item("Dashboard", "insights", "dashboard:overview"),
                    _item("Consumers", "monitor_heart", "operations:consumers"),
                    _item("Logs", "subject", "logs:lines"),
                    _item("Dead letters", "report", "admin:consumers_deadletter_changelist"),
                    _item("Outbox", "outbox", "admin:tracking_outboxmessage_changelist"),
                ],
            },
            {
                "title": "Alerts",
                "separator": True,
                "items": [
                    _item("What fires", "notifications_active", "operations:alerts:list"),
                    _item("Rules", "rule", "admin:logs_rule_changelist"),
                    _item("Teams", "groups", "admin:logs_team_changelist"),
                    _item("Routes", "alt_route", "admin:logs_route_changelist"),
                    _item("Silences", "notifications_off", "admin:logs_silence_changelist"),
                    _item("Inhibitions", "link_off", "admin:logs_inhibition_changelist"),
                    _item("Messages", "outgoing_mail", "admin:logs_notification_changelist"),
                ],
            },
        ],
    },
}
