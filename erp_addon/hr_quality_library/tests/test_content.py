"""What ships: complete, right, and in good English and Chinese."""

import ast
import functools
import math
import operator
import re

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools.misc import file_path

from ..course_file import check_twins, parse_course, to_html
from ..shipped import ORDER, shipped_files

CODE = re.compile(r"`([^`]+)`")
ARITHMETIC = re.compile(r"[\d.,\s×÷+−()%=≈]+")
CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class _Plain:
    """The sentences of the parser in English."""

    def _(self, source, /, *args, **kwargs):
        return source % (kwargs or args)


def evaluate(text: str) -> float:
    """The value of an arithmetic expression as the courses write it."""
    plain = text.replace("×", "*").replace("÷", "/").replace("−", "-").replace("%", "/100")
    return _value(ast.parse(plain.strip(), mode="eval").body)


def _value(node) -> float:
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand)
    return node.value


def calculations(text: str) -> list[str]:
    """Formulas with a result, as ``12 × 12.5 = 150``; those with letters only state a rule."""
    return [code for code in CODE.findall(text) if "=" in code and ARITHMETIC.fullmatch(code)]


def written(document) -> str:
    """Everything that the course says, as one text."""
    parts = [document.title, document.summary]
    for section in document.sections:
        parts.append(section.title)
        parts += [f"{slide.title}\n{slide.body}" for slide in section.slides]
    for question in document.questions:
        parts += [question.text, question.explanation, *(o.text for o in question.options)]
    return "\n".join(parts + [item.text for item in document.items])


def per_document(test):
    """Run a test for every shipped file, each as a subtest of its own."""

    @functools.wraps(test)
    def run(self):
        for code, languages in self.courses.items():
            for lang, document in languages.items():
                with self.subTest(course=code, lang=lang):
                    test(self, document)

    return run


@tagged("post_install", "-at_install")
class TestContent(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.courses = {}
        for code, files in zip(ORDER, shipped_files(), strict=True):
            documents = {}
            for text in files:
                document = parse_course(text, _Plain())
                documents[document.lang] = document
            cls.courses[code] = documents

    def test_every_course_of_the_promise_is_there_in_both_languages(self):
        self.assertEqual(len(ORDER), 11)
        for code, languages in self.courses.items():
            self.assertEqual(set(languages), {"en_US", "zh_CN"}, code)
            self.assertEqual({document.code for document in languages.values()}, {code})

    def test_languages_match(self):
        for languages in self.courses.values():
            check_twins(languages["en_US"], languages["zh_CN"], _Plain())

    @per_document
    def test_outline_slides_and_exam_are_whole(self, document):
        self.assertGreaterEqual(len(document.sections), 2)
        self.assertTrue(document.summary)
        self.assertIn(len(document.slides), range(6, 11))
        self.assertIn(sum(slide.short for slide in document.slides), (2, 3, 4))
        self.assertGreaterEqual(len(document.questions), 10)
        kinds = {question.kind for question in document.questions}
        self.assertTrue({"simple_choice", "multiple_choice"} <= kinds)
        self.assertEqual(sum(item.points for item in document.items), 100)

    @per_document
    def test_answers_are_plausible(self, document):
        for question in document.questions:
            texts = [option.text for option in question.options]
            self.assertEqual(len(set(texts)), len(texts), question.key)
            if texts:
                self.assertIn(len(texts), (4, 5), question.key)
                self.assertLess(sum(question.rights), len(texts), question.key)

    def test_no_question_is_asked_twice(self):
        for lang in ("en_US", "zh_CN"):
            asked = [q.text for docs in self.courses.values() for q in docs[lang].questions]
            self.assertEqual(len(set(asked)), len(asked))

    @per_document
    def test_slides_have_the_length_of_a_slide(self, document):
        for slide in document.slides:
            words = len(slide.body.split()) if document.lang == "en_US" else 0
            signs = len(CHINESE.findall(slide.body))
            size = words or signs
            self.assertTrue(80 <= size <= 400, f"{slide.key}: {size}")

    @per_document
    def test_chinese_is_chinese_and_english_is_english(self, document):
        text = CODE.sub("", written(document))
        chinese, latin = len(CHINESE.findall(text)), len(LATIN.findall(text))
        if document.lang == "en_US":
            self.assertFalse(CHINESE.findall(text))
        else:
            self.assertGreater(chinese / (chinese + latin), 0.88)
            for question in document.questions:
                self.assertTrue(CHINESE.search(question.text), question.key)
            for slide in document.slides:
                self.assertTrue(CHINESE.search(slide.title), slide.key)

    @per_document
    def test_chinese_has_chinese_punctuation(self, document):
        if document.lang == "zh_CN":
            text = CODE.sub("", written(document))
            self.assertFalse(re.findall(r"[\u3400-\u9fff][,;:?!()]|[,;?!(][\u3400-\u9fff]", text))

    @per_document
    def test_every_calculation_is_right(self, document):
        for formula in calculations(written(document)):
            first, *results = re.split(r"[=≈]", formula)
            for result in results:
                shown = result.strip()
                unit = 100 if shown.endswith("%") else 1
                decimals = len(shown.rstrip("% ").partition(".")[2])
                gap = abs(evaluate(first) * unit - float(shown.rstrip("% ")))
                self.assertLessEqual(gap, 0.5 * 10**-decimals + 1e-9, formula)

    def test_courses_that_calculate_do(self):
        for code in ("lean", "six_sigma", "maintenance", "equipment_parameters", "auto_parts"):
            for lang, document in self.courses[code].items():
                self.assertGreaterEqual(len(calculations(written(document))), 8, (code, lang))

    def test_both_languages_calculate_the_same(self):
        for code, languages in self.courses.items():
            english, chinese = (
                calculations(written(languages[lang])) for lang in ("en_US", "zh_CN")
            )
            self.assertEqual(sorted(english), sorted(chinese), code)

    @per_document
    def test_numbers_asked_for_are_the_result_of_the_explanation(self, document):
        for question in document.questions:
            formulas = calculations(question.explanation)
            if question.kind == "numerical_box" and formulas:
                results = {float(f.rpartition("=")[2].strip().rstrip("% ")) for f in formulas}
                rounded = {float(math.ceil(result)) for result in results}
                self.assertIn(question.number, results | rounded, question.key)

    @per_document
    def test_pictures_exist(self, document):
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", written(document)):
            self.assertTrue(file_path(f"hr_quality_library/static/courses/{name}"))

    @per_document
    def test_markup_leaves_no_mark_behind(self, document):
        for slide in document.slides:
            self.assertNotRegex(re.sub(r"<[^>]+>", "", to_html(slide.body)), r"\*\*|`|^#|\| ")


@tagged("post_install", "-at_install")
class TestShippedAdoption(TransactionCase):
    def test_every_shipped_course_can_be_adopted(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        self.env["hr.quality.library.course"]._load_shipped()
        for code in ORDER:
            offer = self.env.ref(f"__hr_quality_library__.{code}")
            course = offer._adopt()
            exam = course.survey_id
            self.assertEqual(len(exam.question_ids), offer.question_count, code)
            self.assertEqual(exam.scoring_max_obtainable, 6 * offer.question_count, code)
            slides = course.channel_id.slide_content_ids.filtered(
                lambda slide: not slide.case_study_id
            )
            self.assertEqual(len(slides), offer.slide_count, code)
            for slide in slides:
                chinese = slide.with_context(lang="zh_CN")
                self.assertTrue(CHINESE.search(chinese.name), slide.name)
                self.assertTrue(CHINESE.search(chinese.html_content), slide.name)
                self.assertFalse(CHINESE.search(slide.with_context(lang="en_US").html_content))

    def test_loading_twice_writes_nothing(self):
        library = self.env["hr.quality.library.course"]
        library._load_shipped()
        self.env.ref(f"__hr_quality_library__.{ORDER[0]}")._adopt()
        before = library.search_count([])
        self.env.flush_all()
        library._load_shipped()
        self.assertEqual(library.search_count([]), before)
        self.assertEqual(library.search_count([("shipped", "=", True)]), len(ORDER))
