"""Which work orders of Odoo Manufacturing a trace is about, and who worked on them."""

from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.addons.hr_quality.tools.plant_day import plant_day
from odoo.addons.hr_quality.tools.trace import Work
from odoo.tools import SQL

SOURCE = "odoo_mrp"
LINKED = ("mrp.workorder", "stock.lot")
"""Records of Odoo's that not everybody who may read a trace may open."""

# Odoo knows a lot by product and name, a trace by name: lots of that name of every product.
LOTS = """
    SELECT l.id, l.product_id
      FROM stock_lot l
      JOIN product_product v ON v.id = l.product_id
      JOIN product_template t ON t.id = v.product_tmpl_id
     WHERE l.name = %(value)s AND (t.tracking = 'serial') = %(is_serial)s
       AND (l.company_id IS NULL OR l.company_id = ANY(%(companies)s))
"""
MADE_BY = """
    SELECT r.mrp_production_id
      FROM mrp_production_stock_lot_rel r JOIN (%(lots)s) lot ON lot.id = r.stock_lot_id
     UNION
    SELECT m.production_id
      FROM stock_move_line s
      JOIN (%(lots)s) lot ON lot.id = s.lot_id AND lot.product_id = s.product_id
      JOIN stock_move m ON m.id = s.move_id
     WHERE m.production_id IS NOT NULL AND m.state <> 'cancel'
"""
OF_PERSON = """
    SELECT workorder_id FROM mrp_workcenter_productivity
     WHERE employee_id = %(person)s AND date_start BETWEEN %(first)s AND %(last)s
     UNION
    SELECT workorder_id FROM hr_quality_work_permit
     WHERE employee_id = %(person)s AND moment BETWEEN %(first)s AND %(last)s
     UNION
    SELECT id FROM mrp_workorder
     WHERE operator_id = %(person)s AND date_start BETWEEN %(first)s AND %(last)s
"""
# The order itself, the time that people booked on it, and the answers of the gate.
WORK = """
    SELECT one.kind, one.at, one.employee_id, one.res_id, one.data, w.id AS workorder_id,
           w.quality_operation_id AS operation_id, p.name AS order_name, w.name AS step
      FROM mrp_workorder w
      JOIN mrp_production p ON p.id = w.production_id
CROSS JOIN LATERAL (
    SELECT 'workorder' AS kind, w.operator_id AS employee_id, w.id AS res_id,
           CASE w.state WHEN 'cancel' THEN p.date_finished ELSE w.date_start END AS at,
           jsonb_build_object(
               'state', w.state, 'until', w.date_finished, 'center', c.name,
               'produced', w.qty_produced, 'reworked', w.reworked_qty,
               'unit', COALESCE(u.name->>%(lang)s, u.name->>'en_US'),
               'lots', (SELECT string_agg(l.name, ', ' ORDER BY l.name)
                          FROM mrp_production_stock_lot_rel r
                          JOIN stock_lot l ON l.id = r.stock_lot_id
                         WHERE r.mrp_production_id = p.id)) AS data
      FROM mrp_workcenter c, uom_uom u
     WHERE c.id = w.workcenter_id AND u.id = p.product_uom_id
       AND (w.state IN ('progress', 'done')
            OR (w.state = 'cancel' AND p.state = 'done' AND w.quality_operation_id IS NOT NULL
                AND COALESCE(w.qty_reported_from_previous_wo, 0) < p.product_qty))
     UNION ALL
    SELECT 'worktime', b.employee_id, w.id, b.date_start,
           jsonb_build_object('until', b.date_end, 'minutes', b.duration)
      FROM mrp_workcenter_productivity b
      JOIN mrp_workcenter_productivity_loss s ON s.id = b.loss_id
      JOIN mrp_workcenter_productivity_loss_type k ON k.id = s.loss_id
     WHERE b.workorder_id = w.id AND k.loss_type IN ('productive', 'performance')
     UNION ALL
    SELECT 'permit', m.employee_id, m.id, m.moment,
           jsonb_build_object(
               'event', m.event, 'decision', m.decision, 'status', m.status,
               'supervisor', s.name, 'who', a.name)
      FROM hr_quality_work_permit m
      JOIN res_users e ON e.id = m.user_id JOIN res_partner a ON a.id = e.partner_id
 LEFT JOIN hr_employee s ON s.id = m.supervisor_id
     WHERE m.workorder_id = w.id
) one
     WHERE w.id IN (%(chosen)s) AND p.company_id = ANY(%(companies)s) AND %(only)s
  ORDER BY one.at, one.kind, one.res_id
"""


class HrQualityTrace(models.AbstractModel):
    _inherit = "hr.quality.trace"

    # -------------------------------------------------------------------- what it is about

    @api.model
    def _trace_companies(self):
        """The companies whose manufacturing the caller may see: his own, of those he works in."""
        own = self.env.user._get_company_ids()
        asked = self.env.context.get("allowed_company_ids")
        return [id_ for id_ in own if not isinstance(asked, list) or not asked or id_ in asked]

    @api.model
    def _trace_step(self, scope):
        """The one work order that is asked for by its barcode, or None.

        :return: ``{"id", "operation_id", "order_name", "step"}``
        """
        if "step" not in scope.found:
            number = scope.value.rpartition("/")[2] if scope.kind == "order" else ""
            is_number = number.isascii() and number.isdecimal() and len(number) < 10
            scope.found["step"] = self._trace_steps(scope.value, int(number)) if is_number else []
        return next(iter(scope.found["step"]), None)

    @api.model
    def _trace_steps(self, barcode, workorder_id):
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT w.id, w.quality_operation_id AS operation_id, p.name AS order_name,
                       w.name AS step
                  FROM mrp_workorder w JOIN mrp_production p ON p.id = w.production_id
                 WHERE w.id = %s AND w.barcode = %s AND p.company_id = ANY(%s)
                """,
                workorder_id,
                barcode,
                self._trace_companies(),
            )
        )

    @api.model
    def _trace_lots(self, scope):
        return SQL(
            LOTS,
            value=scope.value,
            is_serial=scope.kind == "serial",
            companies=self._trace_companies(),
        )

    @api.model
    def _trace_orders(self, scope):
        """Manufacturing orders that a trace of a lot or an order is about, as a subquery."""
        if scope.kind in ("lot", "serial"):
            return SQL(MADE_BY, lots=self._trace_lots(scope))
        step = self._trace_step(scope)
        if step:
            return SQL("SELECT production_id FROM mrp_workorder WHERE id = %s", step["id"])
        return SQL("SELECT id FROM mrp_production WHERE name = %s", scope.value)

    @api.model
    def _trace_workorders(self, scope):
        if scope.kind == "employee":
            return SQL(OF_PERSON, **self._trace_moments(scope), person=scope.employee_id)
        step = self._trace_step(scope)
        if step:
            return SQL("SELECT %s::int", step["id"])
        return SQL(
            "SELECT id FROM mrp_workorder WHERE production_id IN (%s)", self._trace_orders(scope)
        )

    @api.model
    def _trace_moments(self, scope):
        """Moments that surely hold the days asked for, in every zone."""
        day = timedelta(days=1)
        return {
            "first": datetime.combine(scope.since, time.min) - day,
            "last": datetime.combine(scope.until, time.max) + day,
        }

    # --------------------------------------------------------------------------------- work

    @api.model
    def _trace_work(self, scope):
        person = scope.employee_id
        found = self.env.execute_query_dict(
            SQL(
                WORK,
                chosen=self._trace_workorders(scope),
                companies=self._trace_companies(),
                only=SQL("one.employee_id = %s", person) if person else SQL("TRUE"),
                lang=self.env.lang or "en_US",
            )
        )
        rows = [row for row in found if self._trace_dated(scope, row)]
        for row in rows:
            scope.found[row["kind"]].append(row)
        work = [Work(row["employee_id"], row["operation_id"], row["day"]) for row in _worked(rows)]
        return super()._trace_work(scope) + work

    @api.model
    def _trace_dated(self, scope, row):
        """Enter the plant's day into the row; whether it is one of those asked for."""
        row["day"] = row["at"] and plant_day(self.env, row["at"])
        if not row["day"]:
            return False
        return (not scope.since or scope.since <= row["day"]) and (
            not scope.until or row["day"] <= scope.until
        )

    # -------------------------------------------------------------------------- other facts

    @api.model
    def _trace_subject_sql(self, scope):
        """Facts of one work order: those of its operation in its manufacturing order."""
        step = self._trace_step(scope)
        if not step:
            return super()._trace_subject_sql(scope)
        conditions = [
            SQL("f.order_code = %s", step["order_name"]),
            SQL("f.operation_id = %s", step["operation_id"]),
            # What Odoo measured of another step of the same operation is not of this one.
            SQL(
                "(f.source_key = %s OR f.source_id IS DISTINCT FROM"
                " (SELECT id FROM hr_quality_source WHERE code = %s))",
                f"workorder/{step['id']}",
                SOURCE,
            ),
        ]
        if scope.since:
            conditions.append(SQL("f.day >= %s", scope.since))
        if scope.until:
            conditions.append(SQL("f.day <= %s", scope.until))
        return SQL(" AND ").join(conditions)

    @api.model
    def _trace_known(self, text):
        """Lots, serial numbers, manufacturing orders and work orders of that name."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT CASE t.tracking WHEN 'serial' THEN 'serial' ELSE 'lot' END, l.name
                  FROM stock_lot l
                  JOIN product_product v ON v.id = l.product_id
                  JOIN product_template t ON t.id = v.product_tmpl_id
                 WHERE l.name = %(text)s
                   AND (l.company_id IS NULL OR l.company_id = ANY(%(companies)s))
                 UNION ALL
                SELECT 'order', name FROM mrp_production
                 WHERE name = %(text)s AND company_id = ANY(%(companies)s)
                 UNION ALL
                SELECT 'order', w.barcode
                  FROM mrp_workorder w JOIN mrp_production p ON p.id = w.production_id
                 WHERE p.company_id = ANY(%(companies)s) AND p.name = ANY(%(orders)s)
                   AND %(text)s IN (w.barcode, p.name || ' - ' || w.name)
                """,
                text=text,
                companies=self._trace_companies(),
                orders=[text.rpartition("/")[0], *_starts(text, " - ")],
            )
        )
        known = super()._trace_known(text)
        return [*known, *(pair for pair in dict.fromkeys(rows) if pair not in known)]

    # -------------------------------------------------------------------------------- shown

    @api.model
    def _trace_subject(self, scope, people):
        subject = super()._trace_subject(scope, people)
        step = self._trace_step(scope)
        if step and scope.found["workorder"]:
            subject["label"] = f"{step['order_name']} - {step['step']}"
        return subject

    @api.model
    def _trace_shown(self, viewer, event, scope):
        """The event, with a link only for those who may open what it leads to."""
        shown = super()._trace_shown(viewer, event, scope)
        if shown and shown.res_model in LINKED:
            linked = self.env[shown.res_model].with_user(self.env.user)
            if not linked.has_access("read"):
                shown.res_model = shown.res_id = None
        return shown


def _starts(text, separator):
    """Everything that stands before one of the separators."""
    parts = text.split(separator)
    return [separator.join(parts[:count]) for count in range(1, len(parts))]


def _worked(rows):
    """The rows that say who worked on which day.

    The operator of an order counts on the day of its start only where nothing else says when he
    worked: he may have taken it over later. That an order was finished says nothing about the day.
    """
    exact = [
        row
        for row in rows
        if row["kind"] == "worktime"
        or (row["kind"] == "permit" and row["data"]["event"] != "finished")
    ]
    known = {(row["workorder_id"], row["employee_id"]) for row in exact}
    return exact + [
        row
        for row in rows
        if row["kind"] == "workorder"
        and row["data"]["state"] != "cancel"
        and (row["workorder_id"], row["employee_id"]) not in known
    ]
