"""One declaration, of all modules together, checked when it is made."""

from odoo.addons.base_act import Act, act
from odoo.addons.base_act.declaration_check import check_declarations
from odoo.models import MetaModel
from odoo.tests import tagged

from .common import MODEL, DocumentCase


@tagged("post_install", "-at_install")
class TestDeclaration(DocumentCase):
    def test_an_override_without_the_decorator_keeps_the_declaration(self):
        declared = self.env[MODEL]._acts()["act_confirm"]
        self.assertEqual(
            (declared.source, declared.target, declared.party, declared.actors),
            (("draft",), "confirmed", ("operations",), ("responsible_id",)),
        )
        document = self.document()
        self.by("operations", document).act_confirm()
        self.assertEqual(str(document.noted_on), "2026-01-05", "written after super()")
        self.assertEqual(len(document.act_log_ids.filtered("act")), 1, "one act, not two")

    def test_an_override_with_the_decorator_changes_what_it_names(self):
        declared = self.env[MODEL]._acts()["act_reject"]
        self.assertEqual(declared.excludes, ("author_id",))
        self.assertEqual(declared.source, ("draft", "confirmed"))
        self.assertEqual(declared.demands, ("reason",))

    def test_protected_fields_of_all_modules_are_joined(self):
        protected = self.env[MODEL]._act_protected
        self.assertLessEqual({"state", "author_id", "confirmed_on", "noted_on"}, protected)
        self.assertNotIn("note", protected)

    def test_an_unknown_keyword_is_refused_at_once(self):
        with self.assertRaisesRegex(TypeError, "knows no .'partie'"):
            act(label="Confirm", partie="quality")

    def test_a_declaration_that_names_what_is_not_there(self):
        for wrong, problem in (
            ({"label": ""}, "no label"),
            ({"party": (), "actors": ()}, "nobody could"),
            ({"party": ("production",)}, "no party 'production'"),
            ({"second": "system"}, "sign second"),
            ({"source": ("new",)}, "no state 'new'"),
            ({"target": "done"}, "no state 'done'"),
            ({"excludes": ("autor_id",)}, "'autor_id'"),
            ({"assigns": "_act_nobody"}, "'_act_nobody'"),
            ({"demands": ("resaon",)}, "'resaon'"),
        ):
            right = {"name": "act_x", "label": "X", "party": ("quality",)}
            with self.subTest(wrong=wrong), self.assertRaisesRegex(TypeError, problem):
                check_declarations(_Declaring(self.env[MODEL], Act(**{**right, **wrong})))

    def test_the_decorator_does_nothing_without_the_mixin(self):
        """An act on a model that forgot the mixin is an error, not an open method."""
        method = act(label="Confirm", party="quality")(lambda self: "done")
        with self.assertRaises(AttributeError):
            method(self.env["res.partner"])

    def test_every_definition_is_found(self):
        self.assertIn("test_base_act", MetaModel._module_to_models__)
        self.assertEqual(
            list(self.env[MODEL]._acts()),
            [
                "act_confirm",
                "act_reject",
                "act_approve",
                "act_expire",
                "act_add_line",
                "act_keep",
                "act_write_other",
            ],
        )


class _Declaring:
    """A model as the check sees it, with one act in place of its own."""

    def __init__(self, model, declared):
        self._model = model
        self._declared = declared

    def __getattr__(self, name):
        return getattr(self._model, name)

    def _acts(self):
        return {self._declared.name: self._declared}
