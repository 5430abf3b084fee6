"""The one error that a user of the demo reads."""


class SetupError(Exception):
    """A part cannot be had.

    The message is one sentence that says what is missing and how to mend it; it is printed as it
    is, without a traceback.
    """
