"""What changes a record's state is an act, declared once; everything else follows from it."""

from types import MappingProxyType

from odoo import api, fields, models

from ..act import DECLARATION, Act, declared_acts, guard
from ..declaration_check import check_declarations
from ..permit import trusted_context


class BaseActMixin(models.AbstractModel):
    """A document with a state that only its declared acts change.

    ``_act_state_field`` names the state, a selection; ``_act_protected_fields`` what else the acts
    alone write. See ``odoo.addons.base_act.act`` for the declaration.
    """

    _name = "base.act.mixin"
    _inherit = ["base.act.protected", "mail.thread", "mail.activity.mixin"]
    _description = "Document with Acts"

    _act_state_field = "state"
    _act_keeps_chatter = True
    _act_log_groups = (
        "base_act.base_act_group_quality",
        "base_act.base_act_group_hr",
        "base_act.base_act_group_break_glass",
    )
    """Groups that read the trail of every document of this model, readable to them or not."""
    _act_declarations: MappingProxyType[str, Act] = MappingProxyType({})
    _act_sealed: tuple[str, ...] = ()

    act_log_ids = fields.One2many(
        "base.act.log",
        "res_id",
        string="Acts Done",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
        bypass_search_access=True,
    )

    # Declarations

    def _post_model_setup__(self):
        result = super()._post_model_setup__()
        model_class = self.pool[self._name]
        for name in model_class._act_sealed:
            delattr(model_class, name)
        model_class._act_sealed = ()
        model_class._act_declarations = MappingProxyType(declared_acts(model_class))
        if not self._abstract:
            check_declarations(self)
            model_class._act_sealed = self._act_seal(model_class)
        return result

    def _act_seal(self, model_class) -> tuple[str, ...]:
        """Put overrides without the decorator behind the guard as well; return their names."""
        methods = {name: getattr(model_class, name) for name in model_class._act_declarations}
        bare = {name: method for name, method in methods.items() if DECLARATION not in vars(method)}
        for name, method in bare.items():
            setattr(model_class, name, guard(method, name, {}))
        return tuple(bare)

    @api.model
    def _acts(self) -> MappingProxyType[str, Act]:
        """Name → declaration of every act of this model."""
        return self._act_declarations

    def _act_collect_protected(self):
        return super()._act_collect_protected() | {self._act_state_field} & set(self._fields)

    # The caller

    def _act_as_caller(self):
        """``self`` with the rights of the user who calls, and no context but his language."""
        return self.with_env(self.env(su=False, context=trusted_context(self.env)))

    # Files

    def _act_kept_files(self, files):
        """What somebody has put below a document is his: nobody else replaces or removes it."""
        return super()._act_kept_files(files) | files.filtered(
            lambda file: file.create_uid != self.env.user
        )

    # States

    def _act_state(self):
        """State of this one record; False where the model has none."""
        return self[self._act_state_field] if self._act_state_field in self._fields else False

    @api.model
    def _act_initial_state(self):
        return self._act_protected_defaults().get(self._act_state_field, False)

    @api.model
    def _act_state_labels(self) -> dict[str, str]:
        """State → its label in the user's language."""
        if self._act_state_field not in self._fields:
            return {}
        return dict(self._fields[self._act_state_field]._description_selection(self.env))
