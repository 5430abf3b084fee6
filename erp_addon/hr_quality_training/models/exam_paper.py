"""What stands on an exam paper: question by question, as text."""

SHORT = 250  # characters kept of an answer given in words


def read_paper(paper) -> list[dict]:
    """Every scored question of a ``survey.user_input``, in order.

    :return: dicts ``question_id``, ``question``, ``given``, ``right``, ``points``, ``of``,
        ``result`` (right, wrong or skipped), in the language of the paper's context
    """
    lines = paper.user_input_line_ids.grouped("question_id")
    asked = paper.predefined_question_ids - paper._get_inactive_conditional_questions()
    return [
        _answer(question, lines.get(question, paper.user_input_line_ids.browse()))
        for question in asked.sorted("sequence")
        if question.is_scored_question
    ]


def _answer(question, lines) -> dict:
    answered = lines.filtered(lambda line: not line.skipped)
    return {
        "question_id": question.id,
        "question": question.title,
        "given": ", ".join(str(line.display_name) for line in answered)[:SHORT],
        "right": _right_text(question)[:SHORT],
        "points": round(sum(lines.mapped("answer_score")), 2),
        "of": round(_most(question), 2),
        "result": _result(question, answered),
    }


def _result(question, answered) -> str:
    if not answered:
        return "skipped"
    if question.question_type in ("simple_choice", "multiple_choice"):
        right = question.suggested_answer_ids.filtered("is_correct")
        return "right" if right and answered.suggested_answer_id == right else "wrong"
    return "right" if all(answered.mapped("answer_is_correct")) else "wrong"


def _right_text(question) -> str:
    if question.question_type in ("simple_choice", "multiple_choice"):
        return ", ".join(question.suggested_answer_ids.filtered("is_correct").mapped("value"))
    if question.question_type == "numerical_box":
        return f"{question.answer_numerical_box:g}"
    return str(question[f"answer_{question.question_type}"] or "")


def _most(question) -> float:
    scores = [score for score in question.suggested_answer_ids.mapped("answer_score") if score > 0]
    if question.question_type == "simple_choice":
        return max(scores, default=0)
    if question.question_type == "multiple_choice":
        return sum(scores)
    return question.answer_score
