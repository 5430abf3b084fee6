"""The form grows out of the declarations: buttons, the trail, the banner of a broken glass."""

from lxml import etree
from odoo import api, models

from .base_act_glass import BREAK_GLASS_GROUP

ENDING = "o_act_ending"
"""The class of a button that a phone keeps in the menu; see static/src/ending_acts."""


class BaseActMixin(models.AbstractModel):
    _inherit = "base.act.mixin"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # What is added differs by language alone, which is in the key of the view's cache; who
        # sees what is said by groups and by act_available.
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.tag == "form":
            header = self._act_add_header(arch)
            header.addnext(self._act_banner())
            self._act_add_trail(arch)
        return arch, view

    @api.model
    def _act_add_header(self, arch):
        """Put the buttons in the header, which is made if the view has none.

        A phone shows the first button alone: what leads on comes before what takes back.
        """
        header = arch.find("header")
        if header is None:
            header = etree.Element("header")
            arch.insert(0, header)
        acts = [act for act in self._acts().values() if act.has_button]
        buttons = {act: self._act_button(act) for act in acts}
        own = list(header)
        highlighted = [node for node in own if "btn-primary" in node.get("class", "").split()]
        nodes = [
            *(buttons[act] for act in acts if act.primary and not act.ends),
            *highlighted,
            *(buttons[act] for act in acts if not act.primary and not act.ends),
            *(node for node in own if node not in highlighted),
            *(buttons[act] for act in acts if act.ends),
            self._act_glass_button(),
            etree.Element("field", name="act_available", invisible="1"),
        ]
        has_state = header.find(f".//field[@name='{self._act_state_field}']") is not None
        if self._act_state_field in self._fields and not has_state:
            nodes.append(etree.Element("field", name=self._act_state_field, invisible="1"))
        header[:] = nodes
        return header

    @api.model
    def _act_button(self, declared):
        hidden = [f"',{declared.name},' not in (act_available or '')"]
        if declared.source:
            hidden.append(f"{self._act_state_field} not in {list(declared.source)!r}")
        button = etree.Element(
            "button",
            type="object",
            name=declared.name,
            string=self._act_label(declared),
            invisible=" or ".join(hidden),
        )
        if declared.groups():
            button.set("groups", declared.groups())
        classes = [("btn-primary", declared.primary), (ENDING, declared.ends)]
        if css := " ".join(name for name, given in classes if given):
            button.set("class", css)
        if declared.asks_reason or declared.wizard:
            button.set("name", "action_act_wizard")
            button.set("context", repr({"base_act_name": declared.name}))
        return button

    @api.model
    def _act_glass_button(self):
        return etree.Element(
            "button",
            {"class": ENDING},
            type="object",
            name="action_act_break_glass",
            string=self.env._("Break Glass"),
            invisible="not id",
            groups=BREAK_GLASS_GROUP,
        )

    @api.model
    def _act_banner(self):
        banner = etree.Element(
            "div",
            {
                "class": "alert alert-danger mb-0",
                "role": "alert",
                "invisible": "not act_glass_note",
            },
        )
        etree.SubElement(
            banner, "i", {"class": "fa fa-chain-broken me-2", "title": self.env._("Glass Broken")}
        )
        etree.SubElement(banner, "field", name="act_glass_note", nolabel="1", readonly="1")
        return banner

    @api.model
    def _act_add_trail(self, arch):
        """Add a page with the acts done to the form's notebook, which is made if there is none."""
        body = arch.find("sheet")
        body = arch if body is None else body
        notebook = body.find("notebook")
        if notebook is None:
            notebook = etree.Element("notebook")
            _append_before_chatter(body, notebook)
        page = etree.SubElement(
            notebook, "page", name="act_log", string=self.env._("Acts Done"), invisible="not id"
        )
        trail = etree.SubElement(page, "field", name="act_log_ids", readonly="1", nolabel="1")
        rows = etree.SubElement(trail, "list", create="0", edit="0", delete="0")
        for name in ("date", "user_id", "act_label", "from_label", "to_label", "reason"):
            etree.SubElement(rows, "field", name=name)

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


def _append_before_chatter(body, node):
    chatter = body.find("chatter")
    if chatter is None:
        body.append(node)
    else:
        chatter.addprevious(node)
