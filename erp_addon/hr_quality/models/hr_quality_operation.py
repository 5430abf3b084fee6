from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HrQualityOperation(models.Model):
    """A step of production that is measured, has a standard and demands skills."""

    _name = "hr.quality.operation"
    _description = "Operation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _act_keeps_chatter = True
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, tracking=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    department_id = fields.Many2one("hr.department", tracking=True, index=True)
    work_center_id = fields.Many2one("hr.quality.work.center", index="btree_not_null")
    work_center = fields.Char(
        string="Work Center Code",
        compute="_compute_work_center",
        inverse="_inverse_work_center",
        store=True,
    )
    work_center_name = fields.Char(
        compute="_compute_work_center", inverse="_inverse_work_center", store=True
    )
    unit = fields.Char(
        required=True, default="pcs", tracking=True, help="The unit its quantities are counted in."
    )
    skill_line_ids = fields.One2many("hr.quality.operation.skill", "operation_id", string="Skills")
    standard_ids = fields.One2many("hr.quality.standard", "operation_id", string="Standards")
    alias_ids = fields.One2many("hr.quality.alias", "operation_id", string="Codes")
    gate = fields.Selection(
        [
            ("block", "Refuse"),
            ("warn", "Warn"),
            ("supervise", "Only Under Supervision"),
        ],
        string="Without Qualification",
        required=True,
        default="warn",
        tracking=True,
        help="What happens when somebody without a valid qualification starts the operation.",
    )
    responsible_user_ids = fields.Many2many(
        "res.users",
        string="Whom to Ask",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("base_act.base_act_group_quality").id)
        ],
        help="People of quality whom the shop floor asks for an exemption; empty: all of quality.",
    )
    current_revision_id = fields.Many2one(
        "hr.quality.standard.revision", compute="_compute_current_revision_id"
    )
    current_limit = fields.Float(
        digits=(8, 6),
        compute="_compute_current_revision_id",
        help="The highest defect rate that the standard in force today allows.",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "Another operation has this code already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for operation in self:
            operation.display_name = (
                operation.name
                if operation.name == operation.code
                else f"[{operation.code}] {operation.name}"
            )

    @api.depends("work_center_id.code", "work_center_id.name")
    def _compute_work_center(self):
        for operation in self:
            operation.work_center = operation.work_center_id.code
            operation.work_center_name = operation.work_center_id.name

    def _inverse_work_center(self):
        """Finds the work center by its code, or makes it: operations come from plain lists."""
        centers = self.env["hr.quality.work.center"]
        wanted = [(op, op.work_center, op.work_center_name) for op in self]
        for operation, code, name in wanted:
            center = centers.search([("code", "=", code)], limit=1) if code else centers
            if code and not center:
                center = centers.create({"code": code, "name": name or code})
            elif center and name and center.name != name:
                center.name = name
            operation.work_center_id = center

    @api.depends("standard_ids.revision_ids.date_from", "standard_ids.revision_ids.date_to")
    def _compute_current_revision_id(self):
        today = fields.Date.context_today(self)
        revisions = self.env["hr.quality.standard.revision"]._in_force(self, today)
        for operation in self:
            revision = revisions.get(operation.id, self.env["hr.quality.standard.revision"])
            operation.current_revision_id = revision
            operation.current_limit = revision.limit

    @api.model_create_multi
    def create(self, vals_list):
        operations = super().create(vals_list)
        self.env["hr.quality.alias"]._tie_equal_codes("operation", operations.mapped("code"))
        return operations

    def write(self, vals):
        result = super().write(vals)
        if "code" in vals:
            self.env["hr.quality.alias"]._tie_equal_codes("operation", self.mapped("code"))
        return result

    @api.constrains("unit")
    def _check_unit(self):
        """Quantities of two units never meet in one sum."""
        counted = self.env["hr.quality.measurement"].sudo()
        for operation in self:
            other = counted.search(
                [
                    ("operation_id", "=", operation.id),
                    ("current", "=", True),
                    ("unit", "!=", operation.unit),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(operation)s has measurements in %(unit)s; its unit cannot become"
                        " %(new)s.",
                        operation=operation.display_name,
                        unit=other.unit,
                        new=operation.unit,
                    )
                )

    def _whom_to_ask(self):
        """The people of quality who can help somebody without a qualification."""
        self.ensure_one()
        named = self.sudo().responsible_user_ids.filtered("active")
        quality = self.env.ref("base_act.base_act_group_quality").sudo()
        return (named & quality.all_user_ids) or quality.all_user_ids.filtered("active")
