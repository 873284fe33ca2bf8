"""The audit log is written by PostgreSQL and changed by nobody.

``audit_row`` notes a change of a row, whatever statement made it, when somebody is known to act (``audit.actor``, which
``staff.audit.acting`` sets): what shoppers and consumers do all day is no matter of an audit. Its arguments are the
column that names a row for people, those that are left out, and those of which only the change is told.

``audit_keep`` refuses to change or delete entries. Retention and erasure say that they are what they are
(``audit.may_change``, for one transaction): ``staff.audit.keeping``.
"""

from django.db import migrations

# table: (what names a row, columns left out, columns whose values are nobody's business)
TABLES = {
    "shop_product": ("name", "document,picture", ""),
    "shop_variant": ("sku", "", ""),
    "shop_category": ("name", "", ""),
    "promotions_promotion": ("title", "updated_at", ""),
    "promotions_code": ("text", "uses", ""),
    "promotions_synonym": ("words", "updated_at", ""),
    "moderation_policyversion": ("version", "changed_at", ""),
    "logs_rule": ("name", "updated_at", ""),
    "logs_team": ("name", "", "channels"),
    "logs_route": ("position", "", ""),
    "logs_silence": ("comment", "", ""),
    "logs_inhibition": ("about", "", ""),
    "shop_user": ("public_id", "last_login", "password,email,name"),
    "shop_user_user_permissions": ("user_id", "", ""),
}

FUNCTIONS = """
CREATE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := coalesce(current_setting('audit.actor', true), '');
    before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    whole jsonb := CASE WHEN TG_OP = 'DELETE' THEN before ELSE after END;
    left_out text[] := string_to_array(TG_ARGV[1], ',');
    told_only text[] := string_to_array(TG_ARGV[2], ',');
    found jsonb;
BEGIN
    IF who = '' THEN RETURN NULL; END IF;
    SELECT jsonb_object_agg(name, CASE
               WHEN name = ANY(told_only) THEN '["…", "…"]'::jsonb
               ELSE jsonb_build_array(before -> name, after -> name) END)
      INTO found
      FROM jsonb_object_keys(whole) AS name
     WHERE name <> ALL(left_out) AND before -> name IS DISTINCT FROM after -> name;
    IF found IS NULL THEN RETURN NULL; END IF;
    INSERT INTO staff_auditentry (at, actor, address, action, "table", key, label, subject, changes)
    VALUES (clock_timestamp(), who, coalesce(current_setting('audit.address', true), ''), lower(TG_OP),
            TG_TABLE_NAME, whole ->> 'id', left(coalesce(whole ->> TG_ARGV[0], ''), 200),
            CASE WHEN TG_TABLE_NAME = 'shop_user' THEN 'u:' || (whole ->> 'public_id') ELSE '' END, found);
    RETURN NULL;
END $$;

CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('audit.may_change', true), '') <> 'on' THEN
        RAISE EXCEPTION 'the audit log is only added to' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON staff_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_keep();
"""


def triggers():
    return [
        f"CREATE TRIGGER audit_row AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION audit_row('{label}', '{left_out}', '{told_only}');"
        for table, (label, left_out, told_only) in TABLES.items()
    ]


def without():
    return [f"DROP TRIGGER audit_row ON {table};" for table in TABLES]


class Migration(migrations.Migration):

    dependencies = [
        ("staff", "0001_two_factor"),
        ("promotions", "0002_code"),
        ("moderation", "0001_policies"),
        ("logs", "0001_alerts"),
    ]

    operations = [
        migrations.RunSQL(
            FUNCTIONS + "".join(triggers()),
            "".join(without()) + "DROP TRIGGER audit_keep ON staff_auditentry;"
            "DROP FUNCTION audit_row(); DROP FUNCTION audit_keep();",
        ),
    ]
