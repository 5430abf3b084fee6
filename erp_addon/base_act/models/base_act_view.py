"""The form's header grows out of the declarations: buttons, and the banner of a broken glass."""

from lxml import etree

from odoo import api, fields, models


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    act_available = fields.Char(
        string="Acts Available",
        compute="_compute_act_available",
        help="Names of the acts that the current user may do now, each between commas.",
    )

    @api.depends(
        lambda self: [self._act_state_field] if self._act_state_field in self._fields else []
    )
    @api.depends_context("uid")
    def _compute_act_available(self):
        caller = self._act_as_caller()
        saved = caller.filtered("id")
        names = {
            record.id: "".join(f",{act.name}" for act in acts) + ","
            for record, acts in saved._act_available()
        }
        for record in self:
            record.act_available = names.get(record.id, "")

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            self._act_add_buttons(arch)
        return arch, view

    @api.model
    def _act_add_buttons(self, arch):
        header = arch.find("header")
        if header is None:
            header = etree.Element("header")
            arch.insert(0, header)
        buttons = [
            self._act_button(declared) for declared in self._acts().values() if declared.button
        ]
        for name in ("act_available", self._act_state_field):
            if arch.find(f".//header//field[@name='{name}']") is None:
                buttons.append(etree.Element("field", name=name, invisible="1"))
        for position, node in enumerate(buttons):
            header.insert(position, node)

    @api.model
    def _act_button(self, declared):
        hidden = [f"',{declared.name},' not in (act_available or '')"]
        if declared.source:
            hidden.append(f"{self._act_state_field} not in {list(declared.source)!r}")
        button = etree.Element(
            "button",
            type="object",
            string=self._act_label(declared),
            invisible=" or ".join(hidden),
        )
        if declared.groups():
            button.set("groups", declared.groups())
        if declared.primary:
            button.set("class", "btn-primary")
        if declared.asks_reason or declared.wizard:
            button.set("name", "action_act_wizard")
            button.set("context", repr({"base_act_name": declared.name}))
        else:
            button.set("name", declared.name)
        return button

    def action_act_wizard(self):
        """Ask for what an act demands. The context only says which act to ask about."""
        declared = self._acts().get(self.env.context.get("base_act_name"))
        if declared is None:
            return False
        xmlid = declared.wizard or "base_act.base_act_wizard_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["name"] = self._act_label(declared)
        action["context"] = {
            "default_res_model": self._name,
            "default_res_ids": self.ids,
            "default_act": declared.name,
        }
        return action
