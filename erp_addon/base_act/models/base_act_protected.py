"""Fields that nobody writes directly: neither people nor administrators nor sudo."""

from odoo import api, models
from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.exceptions import AccessError

from ..permit import is_permitted, trusted_context, with_permit

ALL_FIELDS = "*"


class BaseActProtected(models.AbstractModel):
    """A model some of whose fields are written by its own acts and system methods alone.

    ``_act_protected_fields`` names them, and what each module adds is joined; ``"*"`` stands for
    the whole record, which then is neither created, changed, archived nor deleted directly.
    """

    _name = "base.act.protected"
    _description = "Protected Fields"

    _act_protected_fields: tuple[str, ...] | str = ()
    _act_protected: frozenset[str] = frozenset()

    def _post_model_setup__(self):
        result = super()._post_model_setup__()
        self.pool[self._name]._act_protected = self._act_collect_protected()
        return result

    def _act_collect_protected(self) -> frozenset[str]:
        """Names of the protected fields, of all modules together."""
        names = set()
        for base in self.pool[self._name].mro():
            declared = vars(base).get("_act_protected_fields", ())
            names.update(self._fields if declared == ALL_FIELDS else declared)
        unknown = names - set(self._fields)
        if unknown:
            raise TypeError(
                f"{self._name}: _act_protected_fields names {sorted(unknown)}, which are not fields"
            )
        return frozenset(names)

    @api.model
    def _act_is_wholly_protected(self) -> bool:
        return "id" in self._act_protected

    # Doors of the ORM

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse protected values; take their defaults from the code, never from the caller."""
        if is_permitted(self.env):
            return super().create(vals_list)
        self.check_access("create")
        if self._act_is_wholly_protected():
            raise AccessError(self._act_speaking()._act_message_wholly_protected())
        self._act_refuse_protected({name for vals in vals_list for name in vals})
        defaults = self._act_protected_defaults()
        honest = self.with_env(self.env(context=self._act_without_forged_defaults()))
        records = super(BaseActProtected, honest).create(
            [{**vals, **defaults} for vals in vals_list]
        )
        return records.with_env(self.env)

    def write(self, vals):
        """Refuse protected values."""
        if not self._act_may_write():
            # The ordinary refusal first: ours names the record, which not everybody may know.
            self.check_access("write")
            self._act_refuse_protected(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _act_unlink_wholly_protected(self):
        """Refuse for a wholly protected record.

        ``at_uninstall``, because otherwise a key that anybody can put into the context would do.
        """
        if self._act_is_wholly_protected() and not self._act_may_remove():
            raise AccessError(self._act_speaking()._act_message_wholly_protected())

    def copy_data(self, default=None):
        """Leave the protected fields out: a copy begins where any new record begins."""
        copied = super().copy_data(default)
        given = set(default or {})
        for vals in filter(None, copied):
            for name in self._act_protected - given:
                vals.pop(name, None)
        return copied

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Say that protected fields are read-only, so that no form offers to change them."""
        described = super().fields_get(allfields, attributes)
        for name in self._act_protected.intersection(described):
            if "readonly" in described[name]:
                described[name]["readonly"] = True
        return described

    def _act_kept_files(self, files):
        """Those of the files below these records that the caller neither changes nor deletes.

        :param files: ``ir.attachment`` as superuser; all of them below one of these records
        """
        return files if self._act_is_wholly_protected() else files.browse()

    # Doors for modules' own code

    def _act_create(self, vals_list):
        """Create system-made records with protected values; return them as the caller's.

        For code only: RPC cannot reach it, and it checks no right of the caller.
        """
        return with_permit(self).create(vals_list).with_env(self.env)

    def _act_may_write(self) -> bool:
        """Whether this process may write protected fields: an opened permit."""
        return is_permitted(self.env)

    def _act_may_remove(self) -> bool:
        """Whether this process may delete: an opened permit, or the module's uninstallation.

        The uninstallation's context key alone could be sent by anybody; that the registry is being
        rebuilt cannot.
        """
        uninstalling = self.env.context.get(MODULE_UNINSTALL_FLAG) and not self.pool.ready
        return is_permitted(self.env) or bool(uninstalling)

    # Helpers of the doors

    def _act_refuse_protected(self, names):
        refused = sorted(self._act_protected.intersection(names))
        if refused:
            raise AccessError(self._act_speaking()._act_message_protected(refused))

    @api.model
    def _act_protected_defaults(self) -> dict:
        """Protected field → the value that a new record begins with, in the form of ``create``.

        Defaults that users set for themselves (``ir.default``) and those in the context are left
        out: both come from the caller.
        """
        honest = self.browse()._act_speaking()
        defaults = {}
        for name in self._act_protected:
            field = self._fields[name]
            if field.store and not field.compute and not field.related:
                empty = [] if field.type in ("one2many", "many2many") else False
                default = field.default(honest) if field.default else None
                defaults[name] = empty if default is None else default
        return honest._convert_to_write(defaults)

    @api.model
    def _act_without_forged_defaults(self) -> dict:
        forged = {f"default_{name}" for name in self._act_protected}
        return {key: value for key, value in self.env.context.items() if key not in forged}

    # Sentences

    def _act_speaking(self):
        """``self`` with nothing in the context but what the user's language needs."""
        return self.with_env(self.env(context=trusted_context(self.env)))

    def _act_message_protected(self, names) -> str:
        return self.env._(
            "%(document)s: %(fields)s cannot be written directly. "
            "Only the acts of the document change it.",
            document=self._act_document(),
            fields=self._act_field_labels(names),
        )

    def _act_message_wholly_protected(self) -> str:
        return self.env._(
            "%(document)s cannot be created, changed or deleted directly. "
            "The system itself writes it.",
            document=self._act_document(),
        )

    def _act_document(self) -> str:
        """How a sentence names these records: the kind, and the first ones by name."""
        kind = self._act_kind()
        names = self.sudo()[:3].mapped(lambda record: f"“{record.display_name}”")
        more = ["…"] if len(self) > 3 else []
        return " ".join([kind, *names, *more])

    def _act_kind(self) -> str:
        """What a document of this model is called."""
        return self.env["ir.model"]._get(self._name).name or self._description

    def _act_field_labels(self, names) -> str:
        labels = self.sudo().fields_get(names, ["string"])
        return ", ".join(f"“{labels.get(name, {}).get('string', name)}”" for name in names)
