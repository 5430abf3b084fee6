"""Two people adopt the same course at the same moment, in two real transactions."""

from odoo.addons.base_act.tests.at_once import AtOnceCase, run_at_once
from odoo.tests import new_test_user, tagged

from .common import ENGLISH

CODE = "gluing_at_once"


@tagged("post_install", "-at_install")
class TestAdoptionAtOnce(AtOnceCase):
    @classmethod
    def _build(cls, env):
        env["hr.quality.library.course"]._take_in([ENGLISH.replace("gluing_test", CODE)])
        cls.people = [
            new_test_user(env, f"adopts_{party}", f"base_act.base_act_group_{party}").id
            for party in ("hr", "quality")
        ]

    @classmethod
    def _offer(cls, env):
        return env["hr.quality.library.course"].search([("code", "=", CODE)])

    @classmethod
    def _remove(cls, env):
        course = cls._offer(env).course_ids
        channels = course.channel_id | course.retraining_channel_id
        exam = course.survey_id
        course.unlink()
        channels.unlink()
        exam.unlink()
        cls._offer(env).unlink()
        people = env["res.users"].browse(cls.people)
        partners = people.partner_id
        people.unlink()
        partners.unlink()

    def test_one_course_is_made(self):
        """One adopts; the other reads what happens, and opens the same course a moment later."""

        def adopt(env):
            return self._offer(env).action_adopt()["res_id"]

        answers = run_at_once(self.registry, *((person, adopt) for person in self.people))
        [made] = {answer for answer in answers if isinstance(answer, int)}
        for answer in answers:
            self.assertTrue(answer == made or "at this moment" in answer, answer)
        later = self._in_transaction(lambda env: adopt(env(user=self.people[1], su=False)))
        self.assertEqual(later, made)
