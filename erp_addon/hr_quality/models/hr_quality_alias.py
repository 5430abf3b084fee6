from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.addons.base_act.permit import is_permitted, with_permit
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..tools.uninstalling import is_uninstalling
from .hr_quality_fact import FACTS

TARGETS = {
    "employee": "employee_id",
    "operation": "operation_id",
    "work_center": "work_center_id",
}
TARGET_FIELDS = tuple(TARGETS.values())
DECIDED_FIELDS = (*TARGET_FIELDS, "shared")
IDENTITY_FIELDS = ("source_id", "kind", "code")


class HrQualityAlias(models.Model):
    """Ties a code of a source to an employee, operation or work center.

    An alias without a target is a line of the worklist: it says how many measurements wait for
    it, and they are taken in as soon as it is tied. Equal codes tie themselves: an operation's or
    work center's code, an employee's badge.
    """

    _name = "hr.quality.alias"
    _description = "Alias of a Source's Code"
    _inherit = ["base.act.protected", "mail.thread"]
    _act_keeps_chatter = True
    _act_protected_fields = (
        "waiting_count",
        "first_day",
        "last_day",
        "delivered_at",
        "tied_by_hand",
    )
    _order = "waiting_count desc, source_id, kind, code"
    _rec_name = "code"

    source_id = fields.Many2one("hr.quality.source", required=True, ondelete="restrict")
    kind = fields.Selection(
        [
            ("employee", "Employee"),
            ("operation", "Operation"),
            ("work_center", "Work Center"),
        ],
        required=True,
    )
    code = fields.Char(required=True)
    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        context={"active_test": False},
    )
    operation_id = fields.Many2one(
        "hr.quality.operation",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    work_center_id = fields.Many2one(
        "hr.quality.work.center",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    shared = fields.Boolean(
        tracking=True,
        help="A badge that several people use: it counts for the operation, never for a person.",
    )
    tied_by_hand = fields.Boolean(
        readonly=True,
        copy=False,
        help="A person decided about this code, so it is not tied by equal codes any more.",
    )
    waiting_count = fields.Integer(
        string="Waiting",
        readonly=True,
        copy=False,
        help="How many measurements wait for this code.",
    )
    first_day = fields.Date(string="First Seen", readonly=True, copy=False)
    last_day = fields.Date(string="Last Seen", readonly=True, copy=False)
    delivered_at = fields.Datetime(string="Last Delivery", readonly=True, copy=False)

    _code_unique = models.Constraint(
        "UNIQUE (source_id, kind, code)", "The source has this code already."
    )
    _target_of_kind = models.Constraint(
        "CHECK ((employee_id IS NULL OR kind = 'employee')"
        " AND (operation_id IS NULL OR kind = 'operation')"
        " AND (work_center_id IS NULL OR kind = 'work_center')"
        " AND (NOT COALESCE(shared, false) OR (kind = 'employee' AND employee_id IS NULL)))",
        "A code is tied to what its kind says; only a badge can be shared, and then it is"
        " nobody's own.",
    )

    @api.depends("source_id.name", "code")
    def _compute_display_name(self):
        for alias in self:
            alias.display_name = f"{alias.source_id.name or ''}: {alias.code or ''}"

    # ------------------------------------------------------------------ who may tie

    @api.model_create_multi
    def create(self, vals_list):
        """Tie codes before they are delivered."""
        aliases = super().create(vals_list)
        aliases._check_may_tie()
        aliases.source_id.sudo()._lock()
        decided = aliases.filtered(lambda alias: alias.shared or alias._target())
        with_permit(decided).write({"tied_by_hand": True})
        aliases._follow(dict.fromkeys(aliases))
        return aliases

    def write(self, vals):
        """Tie or untie codes; their measurements follow at once."""
        if is_permitted(self.env):
            return super().write(vals)
        if any(name in vals for name in IDENTITY_FIELDS):
            raise UserError(
                self.env._("Source, kind and code of an alias stay as they are; make another one.")
            )
        if not any(name in vals for name in DECIDED_FIELDS):
            return super().write(vals)
        self._check_may_tie()
        self.source_id.sudo()._lock()
        before = {alias: alias._target().id for alias in self}
        super().write(vals)
        self._check_may_tie()
        with_permit(self).write({"tied_by_hand": True})
        self._follow(before)
        return True

    # at_uninstall, because otherwise a key that anybody can put into the context would do.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_delivered(self):
        if not is_uninstalling(self.env) and any(alias.delivered_at for alias in self):
            raise UserError(
                self.env._("This code was delivered by its source; untie it instead of deleting.")
            )

    def _check_may_tie(self):
        """Operations and work centers: quality. Employees: quality or HR, but not oneself.

        The system itself (nobody can log in as it) prepares aliases at installation.
        """
        user = self.env.user
        if user.id == SUPERUSER_ID:
            return
        quality = user.has_group("base_act.base_act_group_quality")
        human_resources = user.has_group("base_act.base_act_group_hr")
        for alias in self:
            if not quality and not (human_resources and alias.kind == "employee"):
                raise AccessError(
                    self.env._("Only quality ties the codes of operations and work centers.")
                    if human_resources
                    else self.env._("Only quality or HR ties the codes of a source.")
                )
            if user in alias.sudo().employee_id.user_id:
                raise AccessError(
                    self.env._(
                        "The code %(code)s concerns yourself: ask a colleague of quality or HR.",
                        code=alias.code,
                    )
                )

    # -------------------------------------------------------- measurements follow their code

    @api.model
    def _open_domain(self):
        """Codes that nobody has decided about."""
        return [*((name, "=", False) for name in TARGET_FIELDS), ("shared", "=", False)]

    @api.model
    def _worklist_domain(self):
        return [("waiting_count", ">", 0), *self._open_domain()]

    def _target(self):
        self.ensure_one()
        return self[TARGETS[self.kind]]

    def _follow(self, before):
        """Lets the measurements of these codes move on from the targets that they had."""
        for alias, old_target in before.items():
            alias._resolve(old_target)
        self.source_id.sudo()._recount_waiting()

    def _resolve(self, old_target):
        self.ensure_one()
        target = self._target()
        if target.id == old_target or (not target and not old_target):
            return
        if self.kind == "operation" and target:
            self._check_unit(old_target)
        for model in FACTS:
            self.env[model].sudo()._retarget(
                self.source_id.id, self.kind, self.code, old_target, target.id
            )

    def _check_unit(self, old_target):
        units = (
            self.env["hr.quality.measurement"]
            .sudo()
            ._units(self.source_id.id, self.code, old_target)
        )
        other = sorted(units - {self.operation_id.unit})
        if other:
            raise ValidationError(
                self.env._(
                    "The measurements of %(code)s are in %(unit)s, but %(operation)s counts in"
                    " %(expected)s. Choose another operation, correct its unit, or have the"
                    " source correct its records.",
                    code=self.code,
                    unit=", ".join(other),
                    operation=self.operation_id.display_name,
                    expected=self.operation_id.unit,
                )
            )

    @api.model
    def _tie_equal_codes(self, kind=None, codes=None, source=None):
        """Ties open codes that equal a badge, an operation's or a work center's code.

        Runs when such a code comes into being, and with every delivery of a source. What a
        person decided about stays, and so does a code whose measurements are in another unit
        than the operation of the same code.
        """
        self.flush_model()
        self.env["hr.employee"].flush_model(["barcode"])
        self.env["hr.quality.operation"].flush_model(["code"])
        self.env["hr.quality.work.center"].flush_model(["code"])
        conditions = [SQL("NOT COALESCE(a.tied_by_hand, false)")]
        if kind:
            conditions.append(SQL("a.kind = %s", kind))
        if codes is not None:
            conditions.append(SQL("a.code = ANY(%s)", [code for code in codes if code]))
        if source:
            conditions.append(SQL("a.source_id = %s", source.id))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id, a.kind, COALESCE(e.id, o.id, w.id)
                  FROM hr_quality_alias a
             LEFT JOIN hr_employee e ON a.kind = 'employee' AND e.barcode = a.code
             LEFT JOIN hr_quality_operation o ON a.kind = 'operation' AND o.code = a.code
             LEFT JOIN hr_quality_work_center w ON a.kind = 'work_center' AND w.code = a.code
                 WHERE a.employee_id IS NULL AND a.operation_id IS NULL
                   AND a.work_center_id IS NULL AND NOT COALESCE(a.shared, false)
                   AND COALESCE(e.id, o.id, w.id) IS NOT NULL
                   AND %s
              ORDER BY a.id
                """,
                SQL(" AND ").join(conditions),
            )
        )
        if rows:
            self.sudo()._tie_by_code(rows)

    def _tie_by_code(self, rows):
        aliases = self.browse(row[0] for row in rows)
        aliases.source_id._lock()
        tied = {}
        for alias, (_id, kind, target_id) in zip(aliases, rows, strict=True):
            if kind != "operation" or not alias._has_other_unit(target_id):
                with_permit(alias).write({TARGETS[kind]: target_id})
                tied[alias] = None
        aliases._follow(tied)

    def _has_other_unit(self, operation_id):
        self.ensure_one()
        operation = self.env["hr.quality.operation"].browse(operation_id)
        units = self.env["hr.quality.measurement"]._units(self.source_id.id, self.code, None)
        return bool(units - {operation.unit})

    # ------------------------------------------------------------------------------ asking

    @api.model
    def get_worklist_count(self):
        """How many codes wait for somebody to tie them, for the menu bar."""
        return self.search_count(self._worklist_domain())

    @api.model
    def resolve_employees(self, codes):
        """Who stands behind codes of sources, as far as the caller may know.

        A code that no source has delivered here yet is the badge that it equals, as it would tie
        itself: the warehouse holds records that are never fed.

        :param list codes: ``[{"source": source code, "code": badge}]``
        :return: the same, with ``employee_id`` and ``name``; codes of people that the caller may
            not see, unknown and shared codes are left out.
        """
        wanted = {
            (entry["source"], entry["code"])
            for entry in codes
            if isinstance(entry.get("source"), str) and isinstance(entry.get("code"), str)
        }
        aliases = self._aliases_of(wanted)
        tied = {pair: alias.employee_id for pair, alias in aliases.items() if alias.employee_id}
        free = wanted - aliases.keys()
        badges = self._employees_by_badge({code for _source, code in free})
        tied |= {(source, code): badges[code] for source, code in free if code in badges}
        domain = [
            ("id", "in", [employee.id for employee in tied.values()]),
            *self.env.user._quality_people_domain("id"),
        ]
        seen = self._every_employee().search_fetch(domain, ["name"])
        return [
            {"source": source, "code": code, "employee_id": employee.id, "name": employee.name}
            for (source, code), employee in sorted(tied.items(), key=lambda item: item[0])
            if employee in seen
        ]

    @api.model
    def _codes_of(self, employees, sources=()):
        """{employee id: [{"source", "code"}]} of the codes tied to ``employees``.

        In ``sources`` (their codes) a badge that was never delivered from there counts too.
        """
        codes = defaultdict(list)
        aliases = self.sudo().search_fetch(
            [("kind", "=", "employee"), ("employee_id", "in", employees.ids)],
            ["source_id", "code", "employee_id"],
            order="source_id, code",
        )
        for alias in aliases:
            codes[alias.employee_id.id].append({"source": alias.source_id.code, "code": alias.code})
        badges = {employee.barcode: employee for employee in employees.sudo() if employee.barcode}
        pairs = {(source, badge) for source in sources for badge in badges}
        for source, badge in sorted(pairs - self._aliases_of(pairs).keys()):
            codes[badges[badge].id].append({"source": source, "code": badge})
        return codes

    @api.model
    def _aliases_of(self, pairs):
        """{(source, code): alias} of those pairs that were delivered or prepared."""
        aliases = self.sudo().search_fetch(
            [("kind", "=", "employee"), ("code", "in", sorted({code for _source, code in pairs}))],
            ["source_id", "code", "employee_id"],
        )
        found = {(alias.source_id.code, alias.code): alias for alias in aliases}
        return {pair: alias for pair, alias in found.items() if pair in pairs}

    @api.model
    def _employees_by_badge(self, badges):
        """{badge: employee}"""
        domain = [("barcode", "in", sorted(badges))]
        found = self._every_employee().search_fetch(domain, ["barcode"])
        return {employee.barcode: employee for employee in found}

    @api.model
    def _every_employee(self):
        """Those who left too: what they made stays theirs."""
        return self.env["hr.employee"].sudo().with_context(active_test=False)
