"""Tables whose rows are written once: the database itself refuses what goes round the ORM."""

from odoo.tools import SQL


def make_append_only(cr, table, sentence):
    """Have the database refuse to update, delete or truncate rows of ``table``.

    For a model's ``init``; doing it again replaces it. A statement that touches no row passes, so
    that a user who is named nowhere in the table can still be deleted.

    :param sentence: what the database says when it refuses
    """
    guard, no_truncate = (
        SQL.identifier(f"{table}_{suffix}") for suffix in ("append_only", "no_truncate")
    )
    words = {"guard": guard, "table": SQL.identifier(table)}
    refuse = SQL("BEGIN RAISE EXCEPTION USING MESSAGE = %s; END", sentence)
    body = cr.mogrify(refuse).decode()
    cr.execute(
        SQL(
            "CREATE OR REPLACE FUNCTION %(guard)s() RETURNS trigger LANGUAGE plpgsql AS %(body)s",
            **words,
            body=body,
        )
    )
    cr.execute(
        SQL(
            "CREATE OR REPLACE TRIGGER %(guard)s BEFORE UPDATE OR DELETE ON %(table)s"
            " FOR EACH ROW EXECUTE FUNCTION %(guard)s()",
            **words,
        )
    )
    cr.execute(
        SQL(
            "CREATE OR REPLACE TRIGGER %(name)s BEFORE TRUNCATE ON %(table)s"
            " FOR EACH STATEMENT EXECUTE FUNCTION %(guard)s()",
            **words,
            name=no_truncate,
        )
    )
