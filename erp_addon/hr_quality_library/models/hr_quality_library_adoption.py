"""Adopting a library course: the company's own course, channels and exam are made from it."""

import hashlib

from odoo import Command, models
from odoo.addons.base_act.models.base_act_perform import ActInProgress
from odoo.addons.base_act.permit import trusted_context
from odoo.exceptions import AccessError, LockError

from ..course_file import CourseDocument, Question

QUESTION_SCORE = 6.0
"""Points of a question; divided by up to four right answers without a remainder."""


def _shuffled(key: str, count: int) -> list[int]:
    """Places of a question's answers: files tend to name the right ones first."""
    digests = [hashlib.sha256(f"{key} {number}".encode()).digest() for number in range(count)]
    return [sorted(digests).index(digest) + 1 for digest in digests]


class HrQualityLibraryCourse(models.Model):
    _inherit = "hr.quality.library.course"

    def action_adopt(self):
        """Make the company's course from this offer, or open the one that was made before.

        :return: the window action of the company's course
        :raise AccessError: for others than HR and quality
        """
        self.ensure_one()
        if not self.env.user.has_groups(
            "base_act.base_act_group_hr,base_act.base_act_group_quality"
        ):
            raise AccessError(
                self.env._("HR or quality adopts a course of the library. Ask one of them.")
            )
        self.check_access("read")
        course = self._adopt()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hr.quality.course",
            "res_id": course.id,
            "view_mode": "form",
            "name": course.display_name,
        }

    def _adopt(self):
        """The company's course of this offer; made once, also of two people at once."""
        # What is made must not depend on keys that the caller puts into the context.
        offer = self.with_env(self.env(su=True, context=trusted_context(self.env)))
        try:
            offer.lock_for_update()
        except LockError as error:
            raise ActInProgress(
                self.env._(
                    "Somebody else is adopting “%(name)s” at this moment. Open it again in a few "
                    "seconds.",
                    name=offer.name,
                )
            ) from error
        offer.invalidate_recordset(["course_ids"])
        known = offer.with_context(active_test=False).course_ids[:1]
        if known:
            return known.with_env(self.env)
        course = offer._make_course()
        course.message_post(
            body=self.env._("Adopted from the course library: %(name)s.", name=offer.name)
        )
        return course.with_env(self.env)

    # What is made

    def _make_course(self):
        """Create course, channels, exam and practical in one language; the others follow."""
        lang, document = next(iter(self._spoken_documents().items()))
        offer = self.with_context(lang=lang)
        texts = offer._texts(document)
        pieces = {}
        channel = offer._make_channel("channel", document, texts, pieces)
        course = offer.env["hr.quality.course"].create(
            {
                **texts["course"],
                "code": offer._free_code(),
                "library_course_id": offer.id,
                "is_library": offer.shipped,
                "sector": False if offer.sector == "general" else offer.sector,
                "channel_id": channel.id,
                "retraining_channel_id": offer._make_refresher(document, texts, pieces).id,
                "survey_id": offer._make_exam(document, texts, pieces).id,
                "exam_weight": offer.exam_weight,
                "pass_mark": offer.pass_mark,
                "validity_months": offer.validity_months,
                "unused_months": offer.unused_months,
            }
        )
        pieces["course"] = course
        offer._make_items(course, document, texts, pieces)
        course._keep_library_pieces(pieces)
        course._renew_library_texts()
        return course

    def _free_code(self):
        """The offer's code, unless one of the company's own courses has it."""
        courses = self.env["hr.quality.course"].with_context(active_test=False)
        return False if courses.search_count([("code", "=", self.code)]) else self.code

    def _make_channel(self, prefix, document, texts, pieces):
        """Create an eLearning course with its sections and slides; return it.

        Only who is enrolled sees it. It is published, since its attendees could not open it
        otherwise, and sends no mail: the training plan tells people what they need to know.
        """
        channel = self.env["slide.channel"].create(
            {
                **texts[prefix],
                "channel_type": "training",
                "visibility": "members",
                "enroll": "invite",
                "website_published": True,
                "allow_comment": False,
                "publish_template_id": False,
                "completed_template_id": False,
                "user_id": self.env.uid,
            }
        )
        pieces[prefix] = channel
        keys = [key for key in texts if key.startswith(f"{prefix}/")]
        share = self.hours / len(document.slides)
        slides = self.env["slide.slide"].create(
            [
                {
                    **texts[key],
                    "channel_id": channel.id,
                    "sequence": number,
                    "user_id": self.env.uid,
                    "is_published": True,
                    **(
                        {"slide_category": "article", "completion_time": share}
                        if "html_content" in texts[key]
                        else {"is_category": True}
                    ),
                }
                for number, key in enumerate(keys, start=1)
            ]
        )
        pieces.update(zip(keys, slides, strict=True))
        return channel

    def _make_refresher(self, document, texts, pieces):
        if "refresher" not in texts:
            return self.env["slide.channel"]
        return self._make_channel("refresher", document, texts, pieces)

    def _make_exam(self, document, texts, pieces):
        """Create the exam; who takes it does not see the answers."""
        exam = self.env["survey.survey"].create(
            {
                **texts["exam"],
                # Odoo lets nobody be responsible who may not read every exam.
                "user_id": False,
                "survey_type": "assessment",
                "access_mode": "token",
                "users_login_required": False,
                "scoring_type": "scoring_without_answers",
                "scoring_success_min": self.pass_mark,
                "questions_layout": "page_per_question",
                "progression_mode": "number",
                "users_can_go_back": True,
                "lang_ids": [Command.clear()],
            }
        )
        pieces["exam"] = exam
        for number, question in enumerate(document.questions, start=1):
            key = f"question/{question.key}"
            pieces[key] = self.env["survey.question"].create(
                {
                    **self._question_values(question, texts[key]),
                    "survey_id": exam.id,
                    "sequence": number,
                }
            )
        return exam

    def _make_items(self, course, document, texts, pieces):
        """Create the checklist of the practical."""
        keys = [key for key in texts if key.startswith("item/")]
        items = self.env["hr.quality.course.item"].create(
            [
                {**texts[key], "course_id": course.id, "sequence": n, "max_points": item.points}
                for n, (key, item) in enumerate(zip(keys, document.items, strict=True), start=1)
            ]
        )
        pieces.update(zip(keys, items, strict=True))

    def _question_values(self, question: Question, texts: dict) -> dict:
        """A wrong answer takes away what keeps “tick everything” from being worth points."""
        values = {name: value for name, value in texts.items() if name != "answers"}
        values.update(question_type=question.kind, constr_mandatory=True)
        if question.kind == "numerical_box":
            return {
                **values,
                "is_scored_question": True,
                "answer_numerical_box": question.number,
                "answer_score": QUESTION_SCORE,
            }
        rights = sum(question.rights)
        wrongs = len(question.rights) - rights
        wrong_score = -QUESTION_SCORE / wrongs if rights > 1 and wrongs else 0
        places = _shuffled(question.key, len(question.rights))
        values["suggested_answer_ids"] = [
            Command.create(
                {
                    "value": text,
                    "is_correct": right,
                    "answer_score": QUESTION_SCORE / rights if right else wrong_score,
                    "sequence": place,
                }
            )
            for text, right, place in zip(texts["answers"], question.rights, places, strict=True)
        ]
        return values

    # What it says

    def _texts(self, document: CourseDocument) -> dict[str, dict]:
        """Key of what is made → its texts in the language of the context.

        ``answers`` of a question is the list of the texts of its answers.
        """
        summary = self._slide_html(document.summary)
        refresher = [slide for slide in document.slides if slide.short]
        texts = {
            "course": {"name": document.title, "description": summary},
            "channel": {
                "name": document.title,
                "description": summary,
                "description_short": summary,
            },
        }
        for number, section in enumerate(document.sections, start=1):
            texts[f"channel/section_{number}"] = {"name": section.title}
            texts.update(self._slide_texts("channel", section.slides))
        if refresher:
            name = self.env._("%(course)s: Refresher", course=document.title)
            texts["refresher"] = {**texts["channel"], "name": name}
            texts.update(self._slide_texts("refresher", refresher))
        texts["exam"] = {
            "title": self.env._("%(course)s: Exam", course=document.title),
            "description": self._exam_description(document),
        }
        for question in document.questions:
            texts[f"question/{question.key}"] = self._question_texts(question)
        for number, item in enumerate(document.items, start=1):
            texts[f"item/{number}"] = {"name": item.text}
        return texts

    def _slide_texts(self, prefix, slides):
        return {
            f"{prefix}/{slide.key}": {
                "name": slide.title,
                "html_content": self._slide_html(slide.body),
            }
            for slide in slides
        }

    def _exam_description(self, document):
        return self._slide_html(
            self.env._(
                "%(count)s questions. Where several answers are right, all of them must be ticked "
                "and no other; a wrong tick takes points away.",
                count=len(document.questions),
            )
        )

    def _question_texts(self, question: Question) -> dict:
        texts = {
            "title": question.text,
            "explanation": self._slide_html(question.explanation),
            "answers": [option.text for option in question.options],
        }
        if question.kind == "multiple_choice":
            texts["description"] = self._slide_html(
                self.env._("Several answers are right: tick all of them.")
            )
        return texts
