"""What is wrong with a recorded finding, as a sentence its author can act on."""


class FindingError(Exception):
    """A finding that cannot be taken: its kind, and the words of its sentence."""

    def __init__(self, kind, **words):
        super().__init__(kind)
        self.kind = kind
        self.words = words


def finding_problem(env, error):
    """The sentence, in the language of ``env``."""
    words = error.words
    sentences = {
        "number": lambda: env._(
            "“%(field)s” must be a number with at most six decimals, not %(given)s.",
            field=_label(env, words["field"]),
            given=words["given"],
        ),
        "nothing": lambda: env._("Say how much was inspected: more than nothing."),
        "more": lambda: env._("More cannot be nonconforming than was inspected."),
        "form": lambda: env._(
            'The key points come as a list of {"key": …, "measured": …} or {"key": …, "ok": …}.'
        ),
        "unknown": lambda: env._(
            "There is no key point %(given)s in this check. Its standard or review may have"
            " changed: open it anew.",
            given=words["given"],
        ),
        "twice": lambda: env._("“%s” was given twice.", words["parameter"]),
        "missing": lambda: env._(
            "“%s” has no result yet. Check every key point.", words["parameter"]
        ),
        "measured": lambda: env._(
            "“%(parameter)s” is measured: give a number in %(unit)s, not %(given)s.",
            **words,
        ),
        "ok": lambda: env._("“%s” is yes or no: say whether it is in order.", words["parameter"]),
        "text": lambda: env._("The findings must be a text."),
        "why": lambda: env._(
            "The check fails, so say what was found: the need that follows is judged by it."
        ),
    }
    return sentences[error.kind]()


def _label(env, name):
    return {
        "inspected": env._("Inspected"),
        "nonconforming": env._("Nonconforming"),
    }[name]
