"""What changes in the system: corrections, rows that cannot be used, looking up."""

import json

from adapters.conformance.compare import differences, shown, some
from adapters.conformance.outcome import Broken, CannotHappen, NotShown
from adapters.conformance.specimens import corrected, specimen
from adapters.conformance.trial import Trial, each_stream, looked_up, pull, told
from adapters.contract import AdapterError, Reason, Record, Rejection, Source, Stream

_UNKNOWN_KEYS = ("7777777777", "no such key")
_REVISE = (
    "take the revision from something that grows when the row changes: a version, or the time of"
    " its last change."
)


def corrections_replace(trial: Trial) -> None:
    """What is put right after it was read comes again, with a higher revision."""

    def of_stream(stream: Stream) -> None:
        written = trial.write(stream, range(5))
        first = pull(trial.source(), stream)
        before = first.newest()
        steady = pull(trial.source(), stream).newest()
        expected = trial.put(corrected(specimen(stream, 1)))
        if not differences(written[1], expected):
            raise NotShown(f"the bench's correction of {expected.key} changes nothing")
        news = pull(trial.source(), stream, first.cursor).newest()
        _came_higher(stream, expected, before, news)
        again = pull(trial.source(), stream).newest()
        changed = sorted(
            key
            for key, record in before.items()
            if key != expected.key
            and key in again
            and again[key].revision != record.revision == steady[key].revision
        )
        if changed:
            raise Broken(
                f"{stream}: nobody touched {some(changed)}, and the revision is another one now.",
                _REVISE,
            )

    each_stream(trial, of_stream)


def _came_higher(
    stream: Stream, expected: Record, before: dict[str, Record], news: dict[str, Record]
) -> None:
    key = expected.key
    if key not in before:
        raise NotShown(f"{stream}: {key} had not come before it was corrected")
    if key not in news:
        raise Broken(
            f"{stream}: {key} was corrected after it had been read, and the next pull did not"
            " bring it.",
            "let the cursor follow the time or number of the change, not that of the creation.",
        )
    if news[key].revision <= before[key].revision:
        raise Broken(
            f"{stream}: the correction of {key} has revision {news[key].revision}, and what it"
            f" corrects has {before[key].revision}.",
            _REVISE,
        )


def bad_rows_told(trial: Trial) -> None:
    """A row that cannot be used is told with its reason, and its neighbours come all the same."""

    def of_stream(stream: Stream) -> None:
        good = trial.write(stream, range(3))
        bad = specimen(stream, 3)
        reason = trial.spoil(bad)
        good += trial.write(stream, range(4, 6))
        try:
            pulled = pull(trial.source(), stream)
        except Exception as error:
            raise Broken(
                f"{stream}: one bad row ({reason}) ended the whole pull: {told(error)}.",
                "return what cannot be used as a Rejection, and go on.",
            ) from error
        lost = {record.key for record in good} - set(pulled.keys)
        if lost:
            raise Broken(
                f"{stream}: beside a bad row the good ones {some(sorted(lost))} did not come.",
                "return what cannot be used as a Rejection, and go on.",
            )
        if len(pulled.rejections) != 1:
            raise Broken(
                f"{stream}: one row was bad ({reason}), and {len(pulled.rejections)} rejections"
                f" came; records: {some(pulled.keys, 8)}.",
                "never drop or guess: return a Rejection with the row as it is.",
            )
        check_rejection(pulled.rejections[0], stream)
        if pulled.rejections[0].reason is not reason:
            raise Broken(
                f"{stream}: the reason should be {reason} and is {pulled.rejections[0].reason}.",
                "name the reason that says what is to be mended.",
            )

    each_stream(trial, of_stream)


def check_rejection(rejection: Rejection, stream: Stream) -> None:
    """Raises ``Broken`` for a rejection that nobody can act on."""
    problems: list[str] = []
    if rejection.reason not in set(Reason):
        problems.append(f"the reason {rejection.reason!r} is none of the contract's")
    if len(rejection.detail.split()) < 4:
        problems.append(f"the detail {rejection.detail!r} is no sentence")
    if not rejection.raw:
        problems.append("the row itself is not kept")
    try:
        json.dumps(rejection.raw)
    except (TypeError, ValueError) as error:
        problems.append(f"raw is not made of JSON types ({error})")
    if problems:
        raise Broken(
            f"{stream}: of a rejection {'; '.join(problems)}.",
            "say which field, which value and how to mend it, and keep the row in JSON types.",
        )


def replay_agrees(trial: Trial) -> None:
    """A rejected row that was put right is a record when it is tried again."""

    def of_stream(stream: Stream) -> None:
        bad = specimen(stream, 1)
        trial.spoil(bad)
        source = trial.source()
        try:
            rejections = pull(source, stream).rejections
        except AdapterError as error:
            raise NotShown(f"{stream}: the bad row ended the pull: {error}") from error
        if not rejections:
            raise NotShown(f"{stream}: the bad row was not rejected, so there is nothing to replay")
        rejection = rejections[0]
        still = replayed(source, rejection)
        if not isinstance(still, Rejection):
            raise Broken(
                f"{stream}: replay made a record of a row that is still bad.",
                "read the row again, or the kept one, by the same rules as pages does.",
            )
        trial.mend(bad)
        found = replayed(source, rejection)
        if isinstance(found, Rejection):
            raise Broken(
                f"{stream}: the row was put right, and replay says: {found.detail}",
                "read the row as the system has it now, under today's settings.",
            )
        paged = pull(trial.source(), stream).newest().get(found.key)
        if paged is None or differences(paged, found):
            unlike = differences(paged, found) if paged else [f"its key is {found.key!r}"]
            raise Broken(
                f"{stream}: replay gave another record than pages: {some(unlike)}.",
                "make replay and pages share the code that makes records.",
            )

    each_stream(trial, of_stream)


def replayed(source: Source, rejection: Rejection) -> Record | Rejection:
    try:
        return source.replay(rejection)
    except Exception as error:
        raise Broken(
            f"{rejection.stream}: replay of {rejection.key} raised {told(error)}.",
            "return the Rejection again where the row is still bad.",
        ) from error


def lookup_agrees(trial: Trial) -> None:
    """One record looked up is the one that pages give, and an unknown key is ``None``."""

    def of_stream(stream: Stream) -> None:
        trial.write(stream, range(4))
        _try_correction(trial, stream)
        source = trial.source()
        newest = pull(source, stream).newest()
        for record in newest.values():
            check_looked_up(source, stream, record)
        for key in _UNKNOWN_KEYS:
            found = _look(source, stream, key)
            if found is not None:
                raise Broken(
                    f"{stream}: lookup of {key!r}, which is not there, gave {found.key!r}.",
                    "return None where the system has none of that key.",
                )

    each_stream(trial, of_stream)


def _try_correction(trial: Trial, stream: Stream) -> None:
    try:
        trial.put(corrected(specimen(stream, 2)))
    except (NotShown, CannotHappen):
        return


def check_looked_up(source: Source, stream: Stream, record: Record) -> None:
    """Raises ``Broken`` where the lookup of a record that pages gave says something else."""
    found = _look(source, stream, record.key)
    if found is None:
        raise Broken(
            f"{stream}: pages gave {record.key!r}, and lookup knows nothing of it.",
            "look up by the same key that records carry, with its zeros.",
        )
    unlike = differences(record, found)
    if type(found) is not type(record) or unlike:
        raise Broken(
            f"{stream}: lookup of {record.key!r} and pages differ: {some(unlike)}.",
            "make lookup and pages share the code that makes records.",
        )
    if found.source != record.source or found.revision < record.revision:
        raise Broken(
            f"{stream}: lookup of {record.key!r} has source {found.source!r} and revision"
            f" {shown(found.revision)}, pages {record.source!r} and {shown(record.revision)}.",
            "answer with the highest revision that the system holds.",
        )


def _look(source: Source, stream: Stream, key: str) -> Record | None:
    try:
        return looked_up(source, stream, key)
    except CannotHappen:
        raise
    except Exception as error:
        raise Broken(
            f"{stream}: lookup of {key!r} raised {told(error)}.",
            "return None for a key that is not there; raise only what AdapterError names.",
        ) from error
