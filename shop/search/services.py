"""Keeping the words that searches are corrected to, and compounds taken apart by."""

from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shop.search.languages import ENGLISH, LANGUAGES, Language

# A word in a name or among the search terms is what people look for; one in a description may be there by chance.
# The words are taken as written, not as stems: a correction is shown to people.
_REFRESH: Final = """
    WITH texts AS (
        SELECT setweight(to_tsvector('simple', {name} || ' ' || {terms} || ' ' || brand), 'A')
            || setweight(to_tsvector('simple', {description}), 'D') AS document
        FROM shop_product WHERE is_active
    ), entries AS (
        SELECT entry.lexeme AS word, CASE WHEN 'A' = ANY (entry.weights) THEN 10 ELSE 1 END AS weight
        FROM texts, unnest(document) AS entry
    )
    INSERT INTO shop_searchword (language, word, weight, refreshed_at)
    SELECT %(language)s, word, sum(weight), %(now)s FROM entries
    WHERE length(word) BETWEEN 3 AND 80 AND word ~ '^[[:alpha:]]+$'
    GROUP BY word
"""


@transaction.atomic
def words_refresh(*, now: datetime) -> int:
    """Write the vocabulary of the catalogue anew; return how many words it has. Celery's beat calls it."""
    written = 0
    with connection.cursor() as cursor:
        # Readers go on with the old words until the commit; a second refresh waits for this one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('shop_searchword'))")
        cursor.execute("DELETE FROM shop_searchword")
        for language in LANGUAGES.values():
            cursor.execute(_statement(language), {"language": language.code, "now": now})
            written += int(cursor.rowcount)
    return written


def _statement(language: Language) -> str:
    columns = {
        place: getattr(language, place)
        if language is ENGLISH
        else f"coalesce(nullif({getattr(language, place)}, ''), {getattr(ENGLISH, place)})"
        for place in ("name", "terms", "description")
    }
    return _REFRESH.format(**columns)
