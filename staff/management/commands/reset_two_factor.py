"""Forgets the second factor of a member of staff, for the day when nobody can log in to do it in the admin."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.models import User
from staff.two_factor.services import two_factor_reset


class Command(BaseCommand):
    help = "Forget the authenticator and backup codes of a member of staff; at the next log-in they set up new ones."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog="example:\n  manage.py reset_two_factor admin@example.com",
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the e-mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.with_email(options["email"]).filter(is_staff=True).first()
        if user is None:
            raise CommandError(f"No member of staff has the address {options['email']}.")
        two_factor_reset(user=user, by="command")
        self.stdout.write(f"{user.email} sets up a new authenticator at the next log-in.")
