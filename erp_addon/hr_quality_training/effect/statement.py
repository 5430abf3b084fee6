"""The figures of windows, read set-based; the statements only read.

Defective = scrapped + reworked. Only measurements that are current and taken in count.
"""

from odoo.tools import SQL


def weekly(operation_id, first, last, employee_ids=None):
    """Per week, and per person where people are asked for: employee_id, week, produced, defective.

    :param employee_ids: only these people, a row each; None: all together, one row per week
    """
    people = SQL("employee_id") if employee_ids is not None else SQL("NULL::integer")
    chosen = SQL("AND employee_id = ANY(%s)", employee_ids) if employee_ids is not None else SQL("")
    return SQL(
        """
        SELECT %(people)s AS employee_id, week, sum(produced) AS produced,
               sum(scrapped + reworked) AS defective
          FROM hr_quality_measurement
         WHERE current AND state = 'taken' AND operation_id = %(operation)s
           AND week BETWEEN %(first)s AND %(last)s %(chosen)s
         GROUP BY 1, week
        HAVING sum(produced) > 0
         ORDER BY week, 1
        """,
        people=people,
        operation=operation_id,
        first=first,
        last=last,
        chosen=chosen,
    )


def volumes(operation_id, windows, employee_ids):
    """Whether figures name people, in the window before: named, of these people, all."""
    return SQL(
        """
        SELECT coalesce(sum(produced) FILTER (WHERE employee_id IS NOT NULL), 0) AS named,
               coalesce(sum(produced) FILTER (WHERE employee_id = ANY(%(people)s)), 0) AS theirs,
               coalesce(sum(produced), 0) AS whole
          FROM hr_quality_measurement
         WHERE current AND state = 'taken' AND operation_id = %(operation)s
           AND week BETWEEN %(first)s AND %(last)s
        """,
        operation=operation_id,
        people=employee_ids,
        first=windows.before_from,
        last=windows.before_to,
    )


def untrained_people(operation_id, windows, trained_ids):
    """Who did the operation in both windows and was not trained for it in all that time."""
    return SQL(
        """
        SELECT employee_id
          FROM hr_quality_measurement measurement
         WHERE current AND state = 'taken' AND operation_id = %(operation)s
           AND employee_id IS NOT NULL AND NOT employee_id = ANY(%(trained)s)
           AND week BETWEEN %(first)s AND %(last)s
           AND NOT EXISTS (
               SELECT 1 FROM (%(trainings)s) training
                WHERE training.operation_id = measurement.operation_id
                  AND training.employee_id = measurement.employee_id)
         GROUP BY employee_id
        HAVING coalesce(sum(produced) FILTER (WHERE week <= %(before_to)s), 0) > 0
           AND coalesce(sum(produced) FILTER (WHERE week >= %(after_from)s), 0) > 0
         ORDER BY employee_id
        """,
        operation=operation_id,
        trained=trained_ids,
        first=windows.before_from,
        last=windows.after_to,
        before_to=windows.before_to,
        after_from=windows.after_from,
        trainings=_trainings(windows),
    )


def untrained_operations(operation_id, windows, min_volume):
    """Comparable operations without any training in that time, the most alike first.

    Of the same department and a common skill, of a common skill, of the same department; among
    those alike the one whose smaller window is the greatest.
    """
    return SQL(
        """
        WITH own AS (
            SELECT department_id FROM hr_quality_operation WHERE id = %(operation)s
        ), likeness AS (
            SELECT operation.id,
                   operation.department_id IS NOT DISTINCT FROM own.department_id
                   AND own.department_id IS NOT NULL AS same_department,
                   EXISTS (
                       SELECT 1 FROM hr_quality_operation_skill theirs
                         JOIN hr_quality_operation_skill ours
                           ON ours.skill_id = theirs.skill_id
                          AND ours.operation_id = %(operation)s
                        WHERE theirs.operation_id = operation.id) AS same_skill
              FROM hr_quality_operation operation, own
             WHERE operation.active AND operation.id <> %(operation)s
               AND NOT EXISTS (
                   SELECT 1 FROM (%(trainings)s) training
                    WHERE training.operation_id = operation.id)
        ), volume AS (
            SELECT operation_id,
                   sum(produced) FILTER (WHERE week <= %(before_to)s) AS before,
                   sum(produced) FILTER (WHERE week >= %(after_from)s) AS after
              FROM hr_quality_measurement
             WHERE current AND state = 'taken'
               AND operation_id IN (SELECT id FROM likeness WHERE same_department OR same_skill)
               AND (week BETWEEN %(first)s AND %(before_to)s
                    OR week BETWEEN %(after_from)s AND %(last)s)
             GROUP BY operation_id
        )
        SELECT likeness.id
          FROM likeness
          JOIN volume ON volume.operation_id = likeness.id
         WHERE (likeness.same_department OR likeness.same_skill)
           AND least(coalesce(volume.before, 0), coalesce(volume.after, 0)) >= %(min_volume)s
         ORDER BY likeness.same_department AND likeness.same_skill DESC, likeness.same_skill DESC,
                  least(volume.before, volume.after) DESC, likeness.id
         LIMIT 1
        """,
        operation=operation_id,
        trainings=_trainings(windows),
        first=windows.before_from,
        last=windows.after_to,
        before_to=windows.before_to,
        after_from=windows.after_from,
        min_volume=min_volume,
    )


def _trainings(windows):
    """Whom a training reached between the first week before and the last after."""
    return SQL(
        """
        SELECT plan.operation_id, participant.employee_id
          FROM hr_quality_participant participant
          JOIN hr_quality_plan plan ON plan.id = participant.plan_id
         WHERE plan.state IN ('published', 'learned', 'assessed')
           AND participant.state <> 'excused'
           AND plan.published_on <= %(last)s
           AND (participant.settled_on IS NULL OR participant.settled_on >= %(first)s)
        """,
        first=windows.before_from,
        last=windows.after_to,
    )
