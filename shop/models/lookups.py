"""Conditions that Django has no words for."""

from typing import Any

from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
class AnyOf(Lookup):
    """``slug__any_of=[…]``: as ``__in``, but the values are one parameter.

    Eighty promotions name hundreds of slugs; a placeholder for each, several times over, takes longer to build and to
    parse than the query takes to run.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, parameters = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", (*parameters, list(self.rhs))
