"""Conditions that Django has no words for."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
@ForeignKey.register_lookup
class AnyOf(Lookup):
    """``slug__any_of=[…]``: as ``__in``, but the values are one parameter, or what an ``ArraySubquery`` finds.

    Eighty promotions name hundreds of slugs; a placeholder for each, several times over, takes longer to build and to
    parse than the query takes to run. And a subquery that is an array is asked once, before the rows that it chooses.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, parameters = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, ArraySubquery):
            array, values = compiler.compile(self.rhs)
            return f"{lhs} = ANY({array})", (*parameters, *values)
        return f"{lhs} = ANY(%s)", (*parameters, list(self.rhs))
