"""Attacks that every model with acts must withstand, made out of its declarations.

In a module's own tests::

    from odoo.tests import TransactionCase, tagged

    from odoo.addons.base_act.tests.common import ActAttacks

    @tagged("post_install", "-at_install")
    class TestNeedAttacks(ActAttacks, TransactionCase):
        act_model = "hr.quality.need"
        act_arguments = {"act_reject": {"reason": "Not our operation"}}

        def act_values(self):
            return {"responsible_id": self.people["operations"].id, …}

``self.people`` has a user of every role, two of each party. A model that is protected as a whole
(``_act_protected_fields = "*"``) takes :class:`ProtectedAttacks` and says how a record comes about.
"""

from contextlib import contextmanager
from unittest import TestCase as BaseTestCase

from odoo.addons.base_act.act import SYSTEM
from odoo.addons.base_act.permit import with_permit
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import get_public_method

from .people import FORGED_CONTEXT, PARTIES, people_of_every_role


class ActPeople:
    """Mixin of a TransactionCase, whose ``assertRaises`` sets a savepoint: ``self.people``."""

    people_prefix = "act"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = people_of_every_role(cls.env, cls.people_prefix)

    @contextmanager
    def refused(self, exception=UserError, **where):
        """Expect a refusal, and undo whatever happened on the way to it."""
        with self.subTest(**where), self.assertRaises(exception):
            yield

    @contextmanager
    def refused_at_the_door(self, exception=UserError, **where):
        """Expect a refusal that comes before anything is written, without a savepoint.

        Cheaper than ``refused``, and asks for more. Use it inside ``untouched`` or
        ``nothing_made``.
        """
        with self.subTest(**where), BaseTestCase.assertRaises(self, exception):
            yield

    @contextmanager
    def untouched(self, documents):
        """Expect that whatever happens inside leaves the documents and their trail as they are."""
        before = self._as_stored(documents)
        yield
        self.assertEqual(self._as_stored(documents), before)

    @contextmanager
    def nothing_made(self, model):
        """Expect that whatever happens inside makes no document."""
        made = model.sudo().with_context(active_test=False)
        before = made.search([]).ids
        yield
        self.env.flush_all()
        self.assertEqual(made.search([]).ids, before)

    def _as_stored(self, documents):
        self.env.flush_all()
        self.env.invalidate_all()
        columns = [name for name, field in documents._fields.items() if field.store]
        lines = {"message_ids", "activity_ids"} & set(documents._fields)
        return documents.sudo()._act_snapshot({*columns, *lines}), self._trail(documents)

    def _trail(self, documents):
        of_these = [("res_model", "=", documents._name), ("res_id", "in", documents.ids)]
        return self.env["base.act.log"].sudo().search_count(of_these)

    def as_attackers(self, records):
        """Pairs of a name and ``records`` as somebody who should not get through."""
        for role, user in self.people.items():
            yield role, records.with_user(user)
        yield "sudo", records.sudo()
        yield "sudo with a forged context", records.sudo().with_context(**FORGED_CONTEXT)
        yield (
            "forged context",
            records.with_user(self.people["administrator"]).with_context(**FORGED_CONTEXT),
        )


class Attacks(ActPeople):
    """What the generated attacks have in common. A class without ``act_model`` is a base."""

    act_model: str | None = None

    def __init_subclass__(cls, **kwargs):
        result = super().__init_subclass__(**kwargs)
        # Odoo's loader passes inherited tests over in silence unless the class says this.
        cls.allow_inherited_tests_method = cls.act_model is not None
        makes_documents = {"act_values", "protected_record"} & set(vars(cls))
        if makes_documents and cls.act_model is None and cls.__module__ != __name__:
            raise TypeError(f"{cls.__name__} says how a document is made, but not its act_model")
        return result


class ProtectedAttacks(Attacks):
    """For a model that is protected as a whole: nobody creates, changes, copies or deletes it."""

    def protected_record(self):
        """A record as the system makes it."""
        raise NotImplementedError

    def test_attack_protected_record(self):
        record = self.protected_record()
        values = record.copy_data()[0] or {}
        name = next(iter(record._act_protected - {"id"}))
        for who, attacked in self.as_attackers(record):
            with self.refused(who=who, what="write"):
                attacked.write({name: False})
            with self.refused(who=who, what="unlink"):
                attacked.unlink()
            with self.refused(who=who, what="create"):
                attacked.browse().create(values)
            with self.refused(who=who, what="copy"):
                attacked.copy()
        self.assertTrue(record.exists())


class ActAttacks(Attacks):
    """For a model with acts: role × act × state, and every other way to its protected fields."""

    act_arguments: dict[str, dict] = {}
    """Act → what it is called with."""
    act_performers: dict[str, str] = {}
    """Act → role that may do it to a document made of ``act_values``; else its first party."""
    public_methods: frozenset[str] = frozenset()
    """Public methods of the model that are no acts and are meant to be called remotely."""

    def act_values(self):
        """Values of a document that the performers may act on."""
        raise NotImplementedError

    # Given

    @property
    def acts(self):
        return self.env[self.act_model]._acts()

    def act_document(self, state=None, **values):
        """A document made by the system, in a state."""
        model = self.env[self.act_model]
        state = {model._act_state_field: state} if state else {}
        return model._act_create([{**self.act_values(), **state, **values}])

    def performer(self, declared):
        role = self.act_performers.get(declared.name) or declared.party[0]
        return self.people[role]

    def call(self, declared, document, user):
        method = getattr(document.with_user(user), declared.name)
        return method(**self.act_arguments.get(declared.name, {}))

    def states(self):
        return list(self.env[self.act_model]._act_state_labels())

    def sources(self, declared):
        return declared.source or self.states()

    # Then

    def test_attack_role_by_act_by_state(self):
        """Who is not of the party, or comes in another state, changes nothing."""
        for state in self.states():
            document = self.act_document(state)
            with self.untouched(document):
                for declared in self.acts.values():
                    self._attack_as_every_role(declared, document, state)

    def _attack_as_every_role(self, declared, document, state):
        fits = state in self.sources(declared)
        for role, user in self.people.items():
            might = self._might(declared, role)
            if might and fits:
                continue
            signs = role.removesuffix("_2") == declared.second
            refusal = UserError if (might or signs) and not fits else AccessError
            with self.refused_at_the_door(refusal, act=declared.name, state=state, role=role):
                self.call(declared, document, user)

    def _might(self, declared, role):
        """Whether the role's party may do the act, its people not considered."""
        if role == SYSTEM:
            return SYSTEM in declared.party
        party = role.removesuffix("_2")
        if not declared.party:
            return True
        return party in PARTIES and party in declared.party

    def test_attack_performers_get_through(self):
        """The acts are not merely refused to everybody."""
        for declared in self.acts.values():
            for state in self.sources(declared):
                with self.subTest(act=declared.name, state=state):
                    document = self.act_document(state)
                    self.call(declared, document, self.performer(declared))
                    expected = state if declared.second else declared.target or state
                    self.assertEqual(document._act_state(), expected)

    def test_attack_by_excluded_and_unnamed_people(self):
        """The performer is refused where he is excluded, and where another is the actor."""
        for declared in self.acts.values():
            user = self.performer(declared)
            for path in filter(self._is_user_field, declared.excludes):
                document = self.act_document(self.sources(declared)[0], **{path: user.id})
                with self.refused(AccessError, act=declared.name, excluded=path):
                    self.call(declared, document, user)
            if declared.actors and all(map(self._is_user_field, declared.actors)):
                others = dict.fromkeys(declared.actors, self.people["nobody"].id)
                document = self.act_document(self.sources(declared)[0], **others)
                with self.refused(AccessError, act=declared.name, actor="another"):
                    self.call(declared, document, user)

    def _is_user_field(self, path):
        field = self.env[self.act_model]._fields.get(path)
        return field is not None and field.comodel_name == "res.users" and field.store

    def test_attack_missing_demands(self):
        """What an act demands as a parameter must be said, and not with blanks."""
        for declared in self.acts.values():
            for demand in set(declared.demands) & set(declared.parameters):
                document = self.act_document(self.sources(declared)[0])
                act = getattr(document.with_user(self.performer(declared)), declared.name)
                for blank in (None, False, "", "  \n"):
                    given = {**self.act_arguments.get(declared.name, {}), demand: blank}
                    with self.refused(act=declared.name, demand=demand, given=blank):
                        act(**given)

    def test_attack_through_forged_context(self):
        """A forged context neither silences the trail nor changes whose act it is."""
        for declared in self.acts.values():
            document = self.act_document(self.sources(declared)[0])
            messages = len(document.message_ids)
            user = self.performer(declared)
            forged = document.with_context(**FORGED_CONTEXT, **self._forged_defaults())
            with self.subTest(act=declared.name):
                self.call(declared, forged, user)
                entry = document.act_log_ids[0]
                self.assertEqual((entry.act, entry.user_id), (declared.name, user))
                self.assertGreater(len(document.message_ids), messages)

    def test_attack_sudo_is_still_the_user(self):
        """Server code under sudo acts with the rights of its user, not with all rights."""
        for declared in self.acts.values():
            document = self.act_document(self.sources(declared)[0])
            with self.refused(AccessError, act=declared.name):
                forged = document.with_user(self.people["nobody"]).sudo()
                arguments = self.act_arguments.get(declared.name, {})
                getattr(forged, declared.name)(**arguments)

    def test_attack_direct_write(self):
        for state in self.states():
            document = self.act_document(state)
            written = self._written_back(document)
            with self.untouched(document):
                for who, attacked in self.as_attackers(document):
                    for name, value in written.items():
                        with self.refused_at_the_door(
                            AccessError, field=name, state=state, who=who
                        ):
                            attacked.write({name: value})
                for name in written:
                    with self.refused_at_the_door(AccessError, field=name, who="assignment"):
                        document.sudo()[name] = document.sudo()[name]

    def test_attack_translations(self):
        """Translations go past ``write`` at first; Odoo ends by writing the field back."""
        document = self.act_document()
        for name in document._act_protected:
            if document._fields[name].translate:
                with self.refused(AccessError, field=name):
                    document.sudo().update_field_translations(name, {"en_US": "forged"})

    def test_attack_create(self):
        """No protected value in, neither given, nor as a default of the context or the user."""
        model = self.env[self.act_model]
        document = self.act_document(self.states()[-1])
        honest = model._act_protected_defaults()
        free = {
            name: value
            for name, value in self.act_values().items()
            if name not in model._act_protected
        }
        written = self._written_back(document)
        with self.nothing_made(model):
            for who, attacked in self.as_attackers(model):
                for name, value in written.items():
                    with self.refused_at_the_door(AccessError, field=name, who=who):
                        attacked.create({**free, name: value})
        state_field = model._act_state_field
        self.env["ir.default"].set(self.act_model, state_field, self.states()[-1])
        forged = model.sudo().with_context(**FORGED_CONTEXT, **self._forged_defaults())
        if self._is_creatable():
            self.assertEqual(forged.create(free)._act_state(), honest[state_field])

    def _is_creatable(self):
        """Whether a document can be made without any protected value; some only by the system."""
        model = self.env[self.act_model]
        defaults = model._act_protected_defaults()
        return all(
            defaults.get(name) for name in model._act_protected if model._fields[name].required
        )

    def test_attack_copy(self):
        """A copy begins at the beginning."""
        model = self.env[self.act_model]
        document = self.act_document(self.states()[-1])
        copied = document.sudo().copy_data()[0]
        self.assertFalse(model._act_protected & set(copied))
        with self.refused(AccessError, what="copy with a state"):
            document.sudo().copy({model._act_state_field: self.states()[-1]})

    def test_attack_import(self):
        """The import of a file goes by the same door."""
        model, state = self.env[self.act_model], self.states()[-1]
        document = self.act_document()
        label = model._act_state_labels()[state]
        for who, attacked in (("sudo", model.sudo()), ("forged", self._forged_import())):
            with self.subTest(who=who):
                answer = attacked.load([".id", model._act_state_field], [[str(document.id), label]])
                self.assertFalse(answer["ids"])
                self.assertTrue(answer["messages"])
        document.invalidate_recordset()
        self.assertEqual(document._act_state(), model._act_initial_state())

    def _forged_import(self):
        return self.env[self.act_model].sudo().with_context(**FORGED_CONTEXT)

    def test_attack_removal(self):
        """What has left its first state is neither deleted nor archived."""
        first = self.env[self.act_model]._act_initial_state()
        for state in self.states():
            if state == first:
                continue
            document = self.act_document(state)
            for who, attacked in self.as_attackers(document):
                with self.refused(state=state, who=who, what="unlink"):
                    attacked.unlink()
                if document._active_name:
                    with self.refused(state=state, who=who, what="archive"):
                        attacked.action_archive()

    def test_attack_through_parents(self):
        """A one2many field of another model leads to no other door."""
        document = self.act_document()
        values = self._written_back(document)
        for field in self._fields_to(self.act_model):
            if document._fields[field.inverse_name].type != "many2one":
                continue
            parent = document.sudo()[field.inverse_name]
            if not parent:
                continue
            for command in (Command.update(document.id, values), Command.create(values)):
                with self.refused(AccessError, parent=parent._name, field=field.name):
                    parent.write({field.name: [command]})

    def test_attack_through_what_it_refers_to(self):
        """Protected rows and references do not change from their other side."""
        model = self.env[self.act_model]
        for name in sorted(model._act_protected):
            field = model._fields[name]
            with self.subTest(field=name):
                if field.type == "one2many" and field.store:
                    lines = self.env[field.comodel_name]
                    self.assertIn(field.inverse_name, getattr(lines, "_act_protected", ()))
                if field.type == "many2one" and field.store:
                    self.assertEqual(field.ondelete, "restrict")

    def test_attack_public_methods(self):
        """Every method that RPC can call is an act, of the framework, or named as meant."""
        own = self._public_names(type(self.env[self.act_model]))
        framework = self._public_names(self.env.registry["base.act.mixin"])
        self.assertFalse(own - framework - set(self.acts) - self.public_methods)

    def test_attack_break_glass(self):
        """Only its group, sudo or not, and only with a reason; and it shows."""
        document = self.act_document()
        values = {document._act_state_field: self.states()[-1]}
        for who, attacked in self.as_attackers(document):
            if who != "break_glass":
                with self.refused(AccessError, who=who):
                    attacked.act_break_glass(values, "forged")
        administrator = document.with_user(self.people["break_glass"])
        readable = document.with_user(self.people["break_glass"]).has_access("read")
        for reason in (None, "", " "):
            with self.refused(reason=reason):
                administrator.act_break_glass(values, reason)
        if readable:
            administrator.act_break_glass(values, "The import of May was wrong")
            self.assertEqual(document._act_state(), self.states()[-1])
            self.assertIn("The import of May was wrong", document.act_glass_note)

    # Helpers

    def _written_back(self, document):
        """Protected field → its own value as ``write`` takes it: even that is refused."""
        fields = {name: document._fields[name] for name in sorted(document._act_protected)}
        return {
            name: [] if field.type.endswith("2many") else document.sudo()._act_json(name)
            for name, field in fields.items()
            if field.store and not field.compute
        }

    def _forged_defaults(self):
        model = self.env[self.act_model]
        return {f"default_{model._act_state_field}": self.states()[-1]}

    def _fields_to(self, model_name):
        for model_class in self.env.registry.values():
            if not model_class._abstract and model_class._name != "base.act.log":
                for field in model_class._fields.values():
                    if field.type == "one2many" and field.comodel_name == model_name:
                        yield field

    def _public_names(self, model_class):
        model = self.env[model_class._name]
        names = set()
        for name in dir(model_class):
            if not name.startswith("_") and callable(getattr(model_class, name, None)):
                try:
                    get_public_method(model, name)
                except AccessError:
                    continue
                names.add(name)
        return names


def forget_acts(documents):
    """Delete documents and their trail, past every door: for tests that had to commit.

    :param documents: in an environment of the test's own cursor
    """
    cr = documents.env.cr
    cr.execute("ALTER TABLE base_act_log DISABLE TRIGGER base_act_log_append_only")
    cr.execute(
        "DELETE FROM base_act_log WHERE res_model = %s AND res_id IN %s",
        (documents._name, tuple(documents.ids)),
    )
    cr.execute("ALTER TABLE base_act_log ENABLE TRIGGER base_act_log_append_only")
    with_permit(documents).unlink()
