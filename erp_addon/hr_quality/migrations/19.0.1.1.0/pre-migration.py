"""Keep the standards' words as their note, and give old ledger entries what new ones carry."""

from odoo.tools.sql import column_exists, table_exists


def migrate(cr, version):
    """Rename and fill columns before the fields are loaded."""
    if not version:
        return
    revision = "hr_quality_standard_revision"
    if column_exists(cr, revision, "key_points") and not column_exists(cr, revision, "note"):
        cr.execute("ALTER TABLE hr_quality_standard_revision RENAME COLUMN key_points TO note")
    if table_exists(cr, "hr_quality_qualification"):
        _fill_ledger(cr)


def _fill_ledger(cr):
    """Each old entry is a score, entered when its row was made."""
    cr.execute(
        """
        ALTER TABLE hr_quality_qualification
            ADD COLUMN IF NOT EXISTS created_at timestamp,
            ADD COLUMN IF NOT EXISTS scored boolean,
            ALTER COLUMN skill_id DROP NOT NULL,
            ALTER COLUMN score DROP NOT NULL,
            ALTER COLUMN evidence DROP NOT NULL
        """
    )
    # The guard holds the rows against everybody else; the upgrade fills what did not exist.
    cr.execute(
        "ALTER TABLE hr_quality_qualification DISABLE TRIGGER hr_quality_qualification_append_only"
    )
    cr.execute(
        "UPDATE hr_quality_qualification SET created_at = create_date, scored = TRUE"
        " WHERE created_at IS NULL"
    )
    cr.execute(
        "ALTER TABLE hr_quality_qualification ENABLE TRIGGER hr_quality_qualification_append_only"
    )
