"""The one statement that decides: which operations need training, and why the others do not.

Rules, operations, weeks, runs, people and scores are worked out inside PostgreSQL, so that
the number of queries does not depend on the number of rows. The statement only reads.

How it goes, top down (one name per step of the statement):

``rule``       the rules asked for, with the first week of their horizon;
``scope``      every (rule, operation) pair that the rule watches;
``earlier``    the last week of evidence of any earlier need of that pair;
``weekly``     produced, scrapped and reworked per operation and ISO week;
``judged``     the same beside the limit in force on the Monday of that week;
``seen``       the weeks a rule may still use, and whether they count
               (volume reached and a standard in force);
``island``     counted weeks, numbered so that consecutive bad ones share a number: a week that
               does not count is not there and so neither counts nor breaks a run;
``run``        those islands;
``chosen``     the latest long enough run that ends inside the horizon, else the latest one;
``person``     who is known to have produced in the weeks of a long enough run;
``ledger``     the signed scores in force;
``held``       each one's score in force per skill of the operation;
``skill``      mean, people and people without a score per skill;
``weakest``    the skill with the lowest mean: the one a training would be about;
``figures``    how many weeks of the horizon were produced, counted, bad, too small …

Defect rate = (scrapped + reworked) / produced, compared without division and without rounding.
"""

from odoo.tools import SQL


def decide(rules, cutoff, scores):
    """The statement for these rules.

    :param rules: ids of the rules.
    :param cutoff: Monday of the first week that is not complete.
    :param scores: SQL of the scores in force: employee_id, skill_id, score, entry_id.
    """
    return SQL(DECIDE, rules=rules, cutoff=cutoff, scores=scores)


DECIDE = """
WITH rule AS (
    SELECT id, weeks, score_below, min_volume, scope, horizon_weeks,
           %(cutoff)s::date - 7 * horizon_weeks AS horizon
      FROM hr_quality_rule
     WHERE id = ANY(%(rules)s)
), scope AS (
    SELECT rule.id AS rule_id, operation.id AS operation_id,
           rule.weeks AS rule_weeks, rule.score_below, rule.min_volume,
           rule.horizon, rule.horizon_weeks
      FROM rule
      JOIN hr_quality_operation operation
        ON operation.active
       AND (rule.scope = 'all' OR EXISTS (
               SELECT 1
                 FROM hr_quality_rule_operation_rel chosen
                WHERE chosen.rule_id = rule.id AND chosen.operation_id = operation.id))
), earlier AS (
    SELECT rule_id, operation_id, max(last_week) AS last_week,
           (array_agg(id ORDER BY is_open DESC, last_week DESC, id DESC))[1] AS need_id,
           bool_or(is_open) AS is_open
      FROM hr_quality_need
     WHERE rule_id = ANY(%(rules)s)
     GROUP BY rule_id, operation_id
), weekly AS MATERIALIZED (
    SELECT operation_id, week, sum(produced) AS produced,
           sum(scrapped) AS scrapped, sum(reworked) AS reworked
      FROM hr_quality_measurement
     WHERE current AND state = 'taken' AND week < %(cutoff)s
       AND operation_id IN (SELECT operation_id FROM scope)
     GROUP BY operation_id, week
    HAVING sum(produced) > 0
), judged AS MATERIALIZED (
    SELECT weekly.*, revision.id AS revision_id, revision."limit",
           weekly.scrapped + weekly.reworked > revision."limit" * weekly.produced AS bad
      FROM weekly
      LEFT JOIN hr_quality_standard standard ON standard.operation_id = weekly.operation_id
      LEFT JOIN hr_quality_standard_revision revision
        ON revision.standard_id = standard.id
       AND revision.date_from <= weekly.week
       AND (revision.date_to IS NULL OR revision.date_to >= weekly.week)
), seen AS MATERIALIZED (
    SELECT scope.rule_id, scope.rule_weeks, scope.horizon, judged.*,
           judged.produced >= scope.min_volume AS volume_reached,
           judged.produced >= scope.min_volume AND judged.revision_id IS NOT NULL AS counted
      FROM scope
      JOIN judged ON judged.operation_id = scope.operation_id
      LEFT JOIN earlier
        ON earlier.rule_id = scope.rule_id AND earlier.operation_id = scope.operation_id
     WHERE earlier.last_week IS NULL OR judged.week > earlier.last_week
), island AS MATERIALIZED (
    SELECT seen.*,
           row_number() OVER (PARTITION BY rule_id, operation_id ORDER BY week)
           - row_number() OVER (PARTITION BY rule_id, operation_id, bad ORDER BY week) AS island
      FROM seen
     WHERE counted
), run AS (
    SELECT rule_id, operation_id, island, horizon,
           count(*) >= rule_weeks AS long_enough,
           min(week) AS first_week, max(week) AS last_week,
           sum(produced) AS produced, sum(scrapped + reworked) AS defective,
           (array_agg("limit" ORDER BY week DESC))[1] AS "limit",
           jsonb_agg(jsonb_build_object(
               'week', week, 'produced', produced::text, 'scrapped', scrapped::text,
               'reworked', reworked::text, 'limit', "limit"::text, 'revision_id', revision_id
           ) ORDER BY week) AS weeks
      FROM island
     WHERE bad
     GROUP BY rule_id, operation_id, island, horizon, rule_weeks
), chosen AS MATERIALIZED (
    SELECT DISTINCT ON (rule_id, operation_id) *
      FROM run
     WHERE last_week >= horizon
     ORDER BY rule_id, operation_id, long_enough DESC, last_week DESC
), person AS MATERIALIZED (
    SELECT chosen.rule_id, chosen.operation_id, measurement.employee_id,
           sum(measurement.produced) AS produced
      FROM chosen
      JOIN island
        ON island.rule_id = chosen.rule_id AND island.operation_id = chosen.operation_id
       AND island.bad AND island.island = chosen.island
      JOIN hr_quality_measurement measurement
        ON measurement.operation_id = island.operation_id AND measurement.week = island.week
       AND measurement.current AND measurement.state = 'taken'
     WHERE chosen.long_enough AND measurement.employee_id IS NOT NULL
     GROUP BY chosen.rule_id, chosen.operation_id, measurement.employee_id
    HAVING sum(measurement.produced) > 0
), ledger AS MATERIALIZED (
    %(scores)s
), held AS MATERIALIZED (
    SELECT person.rule_id, person.operation_id, person.employee_id, person.produced,
           demand.skill_id, ledger.entry_id, ledger.score
      FROM person
      JOIN hr_quality_operation_skill demand ON demand.operation_id = person.operation_id
      LEFT JOIN ledger
        ON ledger.employee_id = person.employee_id AND ledger.skill_id = demand.skill_id
), skill AS (
    SELECT rule_id, operation_id, skill_id, avg(score) AS mean_score,
           count(*) AS people, count(score) AS scored
      FROM held
     GROUP BY rule_id, operation_id, skill_id
), weakest AS (
    SELECT DISTINCT ON (rule_id, operation_id) *
      FROM skill
     ORDER BY rule_id, operation_id, mean_score NULLS LAST, skill_id
), figures AS (
    SELECT rule_id, operation_id,
           count(*) AS weeks_produced,
           count(*) FILTER (WHERE counted) AS weeks_counted,
           count(*) FILTER (WHERE counted AND bad) AS weeks_bad,
           count(*) FILTER (WHERE NOT volume_reached) AS weeks_low_volume,
           count(*) FILTER (WHERE volume_reached AND revision_id IS NULL) AS weeks_no_standard
      FROM seen
     WHERE week >= horizon
     GROUP BY rule_id, operation_id
), decided AS (
    SELECT scope.rule_id, scope.operation_id, scope.score_below, scope.min_volume,
           scope.rule_weeks, scope.horizon_weeks,
           CASE
               WHEN earlier.is_open THEN 'need_open'
               WHEN chosen.long_enough AND NOT EXISTS (
                    SELECT 1 FROM hr_quality_operation_skill demand
                     WHERE demand.operation_id = scope.operation_id) THEN 'no_skill'
               WHEN chosen.long_enough AND weakest.mean_score IS NULL THEN 'no_score'
               WHEN chosen.long_enough AND weakest.mean_score < scope.score_below THEN 'raised'
               WHEN chosen.long_enough THEN 'skilled'
               WHEN chosen.rule_id IS NOT NULL THEN 'run_too_short'
               WHEN figures.weeks_counted > 0 THEN 'within_standard'
               WHEN figures.weeks_no_standard > 0 THEN 'no_standard'
               WHEN figures.weeks_low_volume > 0 THEN 'low_volume'
               WHEN earlier.last_week >= scope.horizon THEN 'already_decided'
               ELSE 'no_production'
           END AS outcome,
           earlier.need_id,
           coalesce(figures.weeks_produced, 0) AS weeks_produced,
           coalesce(figures.weeks_counted, 0) AS weeks_counted,
           coalesce(figures.weeks_bad, 0) AS weeks_bad,
           coalesce(figures.weeks_low_volume, 0) AS weeks_low_volume,
           coalesce(figures.weeks_no_standard, 0) AS weeks_no_standard,
           chosen.first_week, chosen.last_week,
           chosen.produced, chosen.defective, chosen."limit",
           chosen.defective / chosen.produced AS defect_rate,
           coalesce(chosen.weeks, '[]') AS weeks,
           weakest.skill_id, weakest.mean_score,
           coalesce(weakest.people, 0) AS people, coalesce(weakest.scored, 0) AS scored
      FROM scope
      LEFT JOIN earlier USING (rule_id, operation_id)
      LEFT JOIN chosen USING (rule_id, operation_id)
      LEFT JOIN weakest USING (rule_id, operation_id)
      LEFT JOIN figures USING (rule_id, operation_id)
)
SELECT decided.*,
       CASE WHEN decided.outcome = 'raised' THEN (
           SELECT jsonb_agg(jsonb_build_object(
                      'employee_id', held.employee_id, 'produced', held.produced::text,
                      'entry_id', held.entry_id, 'score', held.score::text
                  ) ORDER BY held.produced DESC, held.employee_id)
             FROM held
            WHERE held.rule_id = decided.rule_id
              AND held.operation_id = decided.operation_id
              AND held.skill_id = decided.skill_id)
       END AS persons
  FROM decided
 ORDER BY decided.rule_id, decided.operation_id
"""
