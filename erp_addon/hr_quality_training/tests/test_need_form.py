"""The need's screens: they read as many needs as there are with the same number of queries."""

from lxml import etree
from odoo.tests import Form, tagged
from odoo.tools import SQL, sql

from .test_need_review import CURRENT, ReviewCase


@tagged("post_install", "-at_install")
class TestNeedScreens(ReviewCase):
    def spec(self, view_type):
        """What the web client asks for to show a view: its fields, and those of its lines."""
        view = self.env.ref(f"hr_quality_training.hr_quality_need_view_{view_type}")
        needs = self.env["hr.quality.need"].with_user(self.plant.quality)
        models = needs.get_views([(view.id, view_type)])["models"]
        arch = needs.get_view(view.id, view_type)["arch"]
        return self.fields_of(arch, "hr.quality.need", models)

    def fields_of(self, arch, model, models):
        root = etree.fromstring(arch) if isinstance(arch, str) else arch
        spec = {}
        for node in root.iter("field"):
            if self.owner(node, root) is not root:
                continue
            name, field = node.get("name"), self.env[model]._fields[node.get("name")]
            if field.type == "many2one":
                spec[name] = {"fields": {"display_name": {}}}
            elif field.relational:
                lines = node.find("list")
                fields = {} if lines is None else self.fields_of(lines, field.comodel_name, models)
                spec[name] = {"fields": {**fields, "display_name": {}}, "limit": 40}
            else:
                spec[name] = {}
        return spec

    def owner(self, node, root):
        """The view that a field belongs to: the root, or the list of lines inside it."""
        for parent in node.iterancestors():
            if parent is root:
                return root
            if parent.tag == "field":
                return parent
        return root

    def copies(self, count):
        """So many more needs of the same kind, with their lines, trail and activities, by SQL."""
        self.env.flush_all()
        left_out = {"id", "name", "rule_id"}
        copied = self.columns("hr_quality_need", left_out)
        self.env.cr.execute(
            SQL(
                "INSERT INTO hr_quality_need (name, %(copied)s)"
                " SELECT 'C' || nextval('hr_quality_need_id_seq'), %(copied)s"
                " FROM hr_quality_need, generate_series(1, %(count)s)"
                " WHERE id = %(id)s RETURNING id",
                copied=copied,
                count=count,
                id=self.need.id,
            )
        )
        made = [row[0] for row in self.env.cr.fetchall()]
        for table, column in (
            ("hr_quality_need_week", "need_id"),
            ("hr_quality_need_person", "need_id"),
            ("hr_quality_need_key_point", "need_id"),
            ("hr_quality_need_waiting_rel", "need_id"),
            ("mail_activity", "res_id"),
            ("mail_message", "res_id"),
            ("base_act_log", "res_id"),
        ):
            self.copy_lines(table, column, made)
        self.env.invalidate_all()

    def copy_lines(self, table, column, made):
        same_model = SQL("TRUE")
        if column == "res_id":
            name = "model" if table == "mail_message" else "res_model"
            same_model = SQL("%s = 'hr.quality.need'", SQL.identifier(name))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(column)s, %(copied)s)"
                " SELECT made.id, %(copied)s FROM %(table)s line, unnest(%(made)s) made(id)"
                " WHERE line.%(column)s = %(need)s AND %(same_model)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                copied=self.columns(table, {"id", column, "message_id"}),
                made=made,
                need=self.need.id,
                same_model=same_model,
            )
        )

    def columns(self, table, left_out):
        names = sql.table_columns(self.env.cr, table)
        kept = [name for name in names if name not in left_out]
        return SQL(", ").join(SQL.identifier(name) for name in kept)

    def queries(self, work):
        for _time in range(2):  # Odoo's own caches of rights and views
            work()
            self.env.flush_all()
            self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        return self.env.cr.sql_log_count - before

    def test_list_form_and_kanban_do_not_depend_on_the_number_of_needs(self):
        needs = self.env["hr.quality.need"].with_user(self.plant.quality)
        specs = {view: self.spec(view) for view in ("list", "kanban", "form")}
        works = {
            "list": lambda: needs.web_search_read([], specs["list"], limit=40),
            "kanban": lambda: needs.web_search_read(
                [("state", "=", "confirmed")], specs["kanban"], limit=40
            ),
            "columns": lambda: needs.web_read_group(
                [],
                ["state"],
                ["__count"],
                unfold_read_specification=specs["kanban"],
                auto_unfold=True,
            ),
            "form": lambda: needs.browse(self.need.id).web_read(specs["form"]),
        }
        self.copies(50)
        few = {name: self.queries(work) for name, work in works.items()}
        self.copies(450)
        many = {name: self.queries(work) for name, work in works.items()}
        self.assertEqual(many, few)
        self.assertLessEqual(max(many.values()), 70, many)

    def test_settled_and_empty_columns_are_folded(self):
        needs = self.env["hr.quality.need"].with_user(self.plant.quality)
        needs = needs.with_context(read_group_expand=True)
        self.copies(2)
        answer = needs.web_read_group(
            [], ["state"], ["__count"], unfold_read_specification={"name": {}}, auto_unfold=True
        )
        opened = {group["state"] for group in answer["groups"] if "__records" in group}
        self.assertEqual(len(answer["groups"]), len(self.need._act_state_labels()))
        self.assertIn("confirmed", opened)
        self.assertFalse({"closed", "rejected", "planned"} & opened)

    def test_quality_writes_key_points_in_the_form(self):
        with (
            Form(self.need.with_user(self.plant.quality)) as form,
            form.key_point_ids.new() as point,
        ):
            for name, value in CURRENT.items():
                setattr(point, name, value)
        self.assertEqual(self.need.key_point_ids.parameter, "Welding current")
        self.review()
        form = Form(self.need.with_user(self.plant.quality))
        self.assertTrue(form._get_modifier("key_point_ids", "readonly"))

    def test_protected_fields_are_read_only_in_every_form(self):
        described = self.need.with_user(self.plant.quality).fields_get(["problem", "limit"])
        self.assertTrue(all(field["readonly"] for field in described.values()))

    def test_the_path_says_who_did_what_and_what_comes(self):
        html = self.need.with_context(lang="en_US").path_html
        for part in (
            "Mira",
            "Confirmed",
            "Review the need",
            "Quinn",
            "Plan the training",
            "Closed",
        ):
            with self.subTest(part):
                self.assertIn(part, html)
        self.need.with_user(self.plant.quality).act_send_back(reason="<b>Which?</b>")
        self.assertNotIn("<b>Which?</b>", self.need.path_html)
