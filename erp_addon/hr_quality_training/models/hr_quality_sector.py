"""Sectors: a factory, a hospital and a hotel walk the same path and call its stations otherwise."""

from odoo import api, fields, models, tools

from ..words.relabel import Relabel
from ..words.terms import PARTIES, source_forms


class HrQualitySector(models.Model):
    """The words of a line of business. States, acts and rights are the same in all of them."""

    _name = "hr.quality.sector"
    _description = "Sector"
    _order = "sequence, name"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    word_ids = fields.One2many("hr.quality.sector.word", "sector_id", "Words", copy=True)

    _code_unique = models.Constraint("UNIQUE (code)", "Another sector has this code already.")

    @api.model_create_multi
    def create(self, vals_list):
        sectors = super().create(vals_list)
        self._forget()
        return sectors

    def write(self, vals):
        result = super().write(vals)
        self._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    @api.model
    def _forget(self):
        """Words are in the caches of views and menus too."""
        self.env.registry.clear_cache("default", "templates")

    # Asking

    @api.model
    @tools.ormcache("self.env.company.id")
    def _current_id(self) -> int | bool:
        """Id of the sector of the company that the user works in; False: the source's own words."""
        return self.env.company.sudo().quality_sector_id.id

    @api.model
    def _words(self) -> dict[str, tuple[str, str]]:
        """Term → its word and plural in the user's language; terms without a word are left out."""
        return self._words_of(self._current_id(), self.env.lang or "en_US")

    @api.model
    @tools.ormcache("sector_id", "lang")
    def _words_of(self, sector_id, lang):
        if not sector_id:
            return {}
        words = self.sudo().with_context(lang=lang).browse(sector_id).word_ids
        return {word.term: (word.name, word.plural or word.name) for word in words}

    @api.model
    def _party_name(self, party) -> str | None:
        """What the sector calls one of the three parties; None: as everywhere else."""
        word = self._words().get(party)
        return word[0] if word else None

    @api.model
    def _relabel(self) -> Relabel | None:
        """What puts the sector's words into a label; None where there is nothing to put."""
        sector_id = self._current_id()
        return self._relabel_of(sector_id, self.env.lang or "en_US") if sector_id else None

    @api.model
    @tools.ormcache("sector_id", "lang")
    def _relabel_of(self, sector_id, lang):
        words = self._words_of(sector_id, lang)
        things = {term: forms for term, forms in words.items() if term not in PARTIES}
        return Relabel(source_forms(lang), things) if things else None
