"""Pages and cursors: every row once, whatever the page limit and whenever a pull ends."""

from collections import Counter
from collections.abc import Sequence

from adapters.conformance.compare import some
from adapters.conformance.outcome import Broken, NotShown
from adapters.conformance.trial import Pull, Trial, each_stream, pull, told
from adapters.contract import ConfigurationError, Page, Source, Stream

FOREIGN = ("no cursor of yours", '{"from": "somewhere else"}', "[]")
_ROWS = 10
_LIMITS = (1, _ROWS, 1000, 3)
_NEXT_AFTER = (
    "make a page's cursor the place of that page's last row, and begin the next page after it:"
    " `>` where you have `>=`, or the other way round with an overlap."
)


def no_row_skipped(trial: Trial) -> None:
    """Every row comes, and so does what is written later."""

    def of_stream(stream: Stream) -> None:
        expected = {record.key for record in trial.write(stream, range(_ROWS))}
        first = Pull(None)
        for limit in _LIMITS:
            first = pull(trial.source(), stream, limit=limit)
            _nothing_missing(stream, expected, first, f"with limit {limit}")
        later = {record.key for record in trial.write(stream, range(_ROWS, _ROWS + 5))}
        second = pull(trial.source(), stream, first.cursor, limit=2)
        _nothing_missing(stream, later, second, "written after the first pull")

    each_stream(trial, of_stream)


def no_row_repeated(trial: Trial) -> None:
    """A pull brings a row once, and the next one at most the overlap again."""

    def of_stream(stream: Stream) -> None:
        trial.write(stream, range(_ROWS))
        first = pull(trial.source(), stream, limit=3)
        _once_each(stream, first.states)
        again = len(pull(trial.source(), stream, first.cursor).states)
        overlap = trial.bench.overlap
        if again > overlap:
            raise Broken(
                f"{stream}: nothing was new, and the next pull brought {again} rows again"
                f" (the bench allows {overlap}).",
                _NEXT_AFTER,
            )
        if overlap >= _ROWS:
            raise NotShown(f"an overlap of {overlap} rows hides it: set it below {_ROWS}")

    each_stream(trial, of_stream)


def _once_each(stream: Stream, states: Sequence[tuple[str, int]]) -> None:
    """Raises ``Broken`` where one pull brought a row twice."""
    twice = [key for (key, _), times in Counter(states).items() if times > 1]
    if twice:
        raise Broken(
            f"{stream}: one pull brought these keys twice in the same revision: {some(twice)}.",
            _NEXT_AFTER,
        )


def pages_within_limit(trial: Trial) -> None:
    def of_stream(stream: Stream) -> None:
        trial.write(stream, range(_ROWS))
        for limit in (1, 4):
            check_limit(stream, pull(trial.source(), stream, limit=limit).pages, limit)

    each_stream(trial, of_stream)


def check_limit(stream: Stream, pages: Sequence[Page], limit: int) -> None:
    most = max((len(page.records) + len(page.rejections) for page in pages), default=0)
    if most > limit:
        raise Broken(
            f"{stream}: a page held {most} rows where {limit} were asked for at most.",
            "cut pages at `limit`, the rejected rows counted in.",
        )


def same_cursor_same_records(trial: Trial) -> None:
    """Reading is a question, not an act: asked again, the same is answered."""

    def of_stream(stream: Stream) -> None:
        trial.write(stream, range(_ROWS))
        source = trial.source()
        first = pull(source, stream, limit=4)
        for other, who in ((source, "the same instance"), (trial.source(), "another instance")):
            check_same(stream, first, pull(other, stream, limit=4), f"{who}, from the beginning")
        if len(first.pages) > 1:
            middle = first.pages[0].cursor
            once = pull(source, stream, middle, limit=4)
            check_same(stream, once, pull(source, stream, middle, limit=4), "from a later cursor")

    each_stream(trial, of_stream)


def check_same(stream: Stream, first: Pull, second: Pull, how: str) -> None:
    """Raises ``Broken`` where two pulls from one cursor brought different states of rows."""
    ours, theirs = Counter(first.states), Counter(second.states)
    if ours != theirs:
        lost, new = list((ours - theirs).elements()), list((theirs - ours).elements())
        told_apart = [f"{some(lost)} came the first time only"] if lost else []
        told_apart += [f"{some(new)} the second time only"] if new else []
        raise Broken(
            f"{stream}, read twice ({how}): {' and '.join(told_apart)} (key, revision).",
            "let what a pull brings depend on the cursor and the system alone, and take the"
            " revision from the row, not from the moment of reading.",
        )


def killed_pull_resumes(trial: Trial) -> None:
    """A pull that is killed goes on from the last stored page's cursor, in another process."""

    def of_stream(stream: Stream) -> None:
        trial.write(stream, range(_ROWS))
        whole = pull(trial.source(), stream, limit=3)
        if len(whole.pages) < 2:
            raise NotShown(f"{stream} came in one page, so there is no middle to be killed in")
        for stored in range(1, min(len(whole.pages), 3)):
            _killed_after(trial, stream, whole, stored)

    each_stream(trial, of_stream)


def _killed_after(trial: Trial, stream: Stream, whole: Pull, stored: int) -> None:
    """``stored`` pages are kept, the next one is read and lost."""
    source = trial.source()
    begun = pull(source, stream, limit=3, most=stored + 1)
    source.close()
    kept = Pull(None, begun.pages[:stored])
    resumed = pull(trial.source(), stream, kept.cursor, limit=3)
    check_resumed(stream, whole, kept, resumed, trial.bench.overlap)


def check_resumed(stream: Stream, whole: Pull, kept: Pull, resumed: Pull, overlap: int) -> None:
    """Raises ``Broken`` where a resumed pull began later than the stored pages end, or anew."""
    after = f"{stream}: killed after {len(kept.pages)} stored pages and gone on from their cursor"
    following = Pull(None, whole.pages[len(kept.pages) :]).keys[:1]
    if set(following) - set(resumed.keys):
        raise Broken(
            f"{after}, {following[0]} never came, the first row of the next page.",
            "give each page the cursor of its own last row, not of what was read ahead.",
        )
    again = set(kept.keys) & set(resumed.keys)
    if again == set(kept.keys) and len(again) > max(overlap, 1):
        raise Broken(
            f"{after}, the pull began from its very beginning (the bench allows {overlap} rows).",
            "let every page carry a cursor that moved, and read it all: another process has"
            " nothing but the cursor.",
        )


def empty_page_keeps_cursor(trial: Trial) -> None:
    """A pull that finds nothing loses nothing: neither of an empty system nor of a read one."""

    def of_stream(stream: Stream) -> None:
        source = trial.source()
        before = pull(source, stream)
        first = {record.key for record in trial.write(stream, range(6))}
        found = pull(source, stream, before.cursor)
        _nothing_missing(stream, first, found, "written after a pull of the empty system")
        nothing = pull(source, stream, found.cursor)
        later = {record.key for record in trial.write(stream, [6])}
        found = pull(trial.source(), stream, nothing.cursor)
        _nothing_missing(stream, later, found, "written after a pull that found nothing")
        again = first & set(found.keys)
        if again == first and len(again) > trial.bench.overlap:
            raise Broken(
                f"{stream}: after a pull that found nothing its cursor was {nothing.cursor!r}, and"
                " the next pull began from the very beginning.",
                "give an empty page the cursor that the pull began with.",
            )

    each_stream(trial, of_stream)


def foreign_cursor_said(trial: Trial) -> None:
    source = trial.source()
    for stream in trial.streams:
        trial.write(stream, range(2))
        check_foreign(source, stream)


def check_foreign(source: Source, stream: Stream) -> None:
    """Raises ``Broken`` where text that is no cursor is not refused as one."""
    for cursor in FOREIGN:
        try:
            pages = [next(iter(source.pages(stream, cursor, limit=2)), None)]
        except ConfigurationError:
            continue
        except Exception as error:
            seen = f"raised {told(error)}"
        else:
            seen = f"was taken, and brought {sum(len(p.records) for p in pages if p)} records"
        raise Broken(
            f"{stream}: the cursor {cursor!r} {seen}.",
            "raise ConfigurationError for a cursor that this adapter did not write, and say that"
            " the source is to be pulled from its beginning.",
        )


def _nothing_missing(stream: Stream, expected: set[str], pulled: Pull, which: str) -> None:
    missing = sorted(expected - set(pulled.keys))
    if not missing:
        return
    rejected = [r.detail for r in pulled.rejections if r.key in missing]
    why = f" They were rejected: {rejected[0]}" if rejected else ""
    raise Broken(
        f"{stream}: of {len(expected)} rows ({which}) {len(missing)} never came:"
        f" {some(missing)}.{why}",
        _NEXT_AFTER,
    )
