"""The statement that says of every person and operation whether he may do it.

Per person and operation the latest entry of each sort decides. A new qualification ends a
revocation, not a suspension; a revocation or suspension ends an exemption for good. Decision 0009
says why.
"""

# conditions: which entries; day: the day asked about; uses: employee_id, operation_id, day of work
STATUS = """
WITH entry AS MATERIALIZED (
    SELECT entry.id, entry.employee_id, entry.operation_id, entry.kind, entry.date,
           entry.valid_until, entry.unused_months, entry.revision_id,
           revision.date_from AS revision_from,
           coalesce(revision.requires_retraining, TRUE) AS requires_retraining
      FROM hr_quality_qualification entry
      LEFT JOIN hr_quality_standard_revision revision ON revision.id = entry.revision_id
     WHERE entry.operation_id IS NOT NULL AND entry.kind <> 'assessed'
       AND (entry.date <= %(day)s OR entry.kind = 'retraining_due') AND %(conditions)s
), granted AS MATERIALIZED (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind = 'qualified'
     ORDER BY employee_id, operation_id, date DESC, id DESC
), revoked AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind IN ('qualified', 'revoked', 'reinstated')
     ORDER BY employee_id, operation_id, date DESC, id DESC
), suspended AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind IN ('suspended', 'revoked', 'reinstated')
     ORDER BY employee_id, operation_id, date DESC, id DESC
), exempted AS (
    SELECT DISTINCT ON (employee_id, operation_id) *
      FROM entry WHERE kind IN ('exempted', 'suspended', 'revoked')
     ORDER BY employee_id, operation_id, date DESC, id DESC
), marked AS (
    -- a mark counts as it was entered last: the revision's dates may have been corrected
    SELECT DISTINCT ON (employee_id, operation_id, revision_id) *
      FROM entry WHERE kind = 'retraining_due' AND requires_retraining
     ORDER BY employee_id, operation_id, revision_id, id DESC
), due AS (
    -- of several revisions missed, the one whose grace ends first
    SELECT DISTINCT ON (marked.employee_id, marked.operation_id) marked.*
      FROM marked
      JOIN granted USING (employee_id, operation_id)
     WHERE marked.date <= %(day)s
       AND (granted.revision_from < marked.revision_from
            OR (granted.revision_id IS NULL AND granted.id < marked.id))
     ORDER BY marked.employee_id, marked.operation_id, marked.valid_until, marked.id
), used AS (
    -- the entry's own day counts as a use
    SELECT id, unused_months, date AS day FROM granted WHERE unused_months > 0
     UNION
    SELECT granted.id, granted.unused_months, uses.day
      FROM granted
      JOIN (%(uses)s) uses
        ON uses.employee_id = granted.employee_id AND uses.operation_id = granted.operation_id
     WHERE granted.unused_months > 0 AND uses.day > granted.date AND uses.day <= %(day)s
), paused AS (
    SELECT id, (day + make_interval(months => unused_months))::date AS until,
           lead(day) OVER (PARTITION BY id ORDER BY day) AS next_day
      FROM used
), lapse AS (
    -- the first pause that was too long ends it for good: later work does not bring it back
    SELECT id, coalesce(min(until) FILTER (WHERE next_day > until), max(until)) AS until
      FROM paused
     GROUP BY id
), pair AS (
    SELECT DISTINCT employee_id, operation_id FROM entry
), held AS (
    SELECT pair.employee_id, pair.operation_id,
           granted.id AS granted_id, granted.date AS granted_from, granted.revision_id,
           least(granted.valid_until, lapse.until) AS granted_until,
           coalesce(least(granted.valid_until, lapse.until) >= %(day)s, TRUE) AS granted_holds,
           revoked.id AS revoked_id, revoked.date AS revoked_from,
           suspended.id AS suspended_id, suspended.date AS suspended_from,
           suspended.valid_until AS suspended_until,
           exempted.id AS exempted_id, exempted.date AS exempted_from,
           exempted.valid_until AS exempted_until,
           due.id AS due_id, due.date AS due_from, due.valid_until AS grace_until
      FROM pair
      LEFT JOIN granted USING (employee_id, operation_id)
      LEFT JOIN lapse ON lapse.id = granted.id
      LEFT JOIN revoked
        ON revoked.employee_id = pair.employee_id AND revoked.operation_id = pair.operation_id
       AND revoked.kind = 'revoked'
      LEFT JOIN suspended
        ON suspended.employee_id = pair.employee_id AND suspended.operation_id = pair.operation_id
       AND suspended.kind = 'suspended'
       AND coalesce(suspended.valid_until >= %(day)s, TRUE)
      LEFT JOIN exempted
        ON exempted.employee_id = pair.employee_id AND exempted.operation_id = pair.operation_id
       AND exempted.kind = 'exempted' AND exempted.valid_until >= %(day)s
      LEFT JOIN due
        ON due.employee_id = pair.employee_id AND due.operation_id = pair.operation_id
), decided AS (
    SELECT held.*,
           CASE
               WHEN suspended_id IS NOT NULL THEN 'suspended'
               WHEN revoked_id IS NOT NULL THEN 'revoked'
               WHEN granted_id IS NOT NULL AND granted_holds AND due_id IS NULL THEN 'qualified'
               WHEN granted_id IS NOT NULL AND granted_holds AND grace_until >= %(day)s
                    THEN 'retraining_due'
               WHEN exempted_id IS NOT NULL THEN 'exempt'
               WHEN granted_id IS NULL THEN 'none'
               WHEN NOT granted_holds THEN 'expired'
               ELSE 'outdated'
           END AS status
      FROM held
)
SELECT employee_id, operation_id, status, revision_id,
       status IN ('qualified', 'retraining_due', 'exempt') AS may_work,
       CASE status
           WHEN 'suspended' THEN suspended_id
           WHEN 'revoked' THEN revoked_id
           WHEN 'exempt' THEN exempted_id
           WHEN 'qualified' THEN granted_id
           WHEN 'expired' THEN granted_id
           WHEN 'none' THEN NULL
           ELSE due_id
       END AS entry_id,
       CASE status
           WHEN 'suspended' THEN suspended_until
           WHEN 'exempt' THEN exempted_until
           WHEN 'qualified' THEN granted_until
           WHEN 'expired' THEN granted_until
           WHEN 'retraining_due' THEN least(grace_until, granted_until)
           WHEN 'outdated' THEN grace_until
       END AS valid_until,
       CASE status
           WHEN 'suspended' THEN suspended_from
           WHEN 'revoked' THEN revoked_from
           WHEN 'exempt' THEN exempted_from
           WHEN 'qualified' THEN granted_from
           WHEN 'expired' THEN granted_until + 1
           WHEN 'retraining_due' THEN due_from
           WHEN 'outdated' THEN grace_until + 1
       END AS since
  FROM decided
"""
