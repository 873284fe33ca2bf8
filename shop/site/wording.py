"""What Django says to shoppers and the store says in its own way: listed here, so that it is collected for translation.

In English it stays as Django has it.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

IN_FORMS: Final = (_("This field is required."), _("Enter a valid email address."))
