"""The rules, in the order of their grades. ``docs/writing-an-adapter.md`` has the same list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.conformance import live
from adapters.conformance.live import LiveSystem
from adapters.conformance.outcome import Grade
from adapters.conformance.rules import (
    changes,
    commands,
    cursors,
    faults,
    load,
    secrets,
    shape,
    values,
)
from adapters.conformance.trial import Trial


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise: ``check`` holds a bench to it, ``live`` a real system, reading only."""

    id: str
    grade: Grade
    promise: str
    check: Callable[[Trial], None]
    live: Callable[[LiveSystem], None] | None = None
    for_commands: bool = False
    for_secrets: bool = False

    def is_no_matter(self, adapter: Any) -> str:
        """Why the rule is not about that class; empty where it is."""
        if self.for_commands and not commands.is_target(adapter):
            return "it carries out no commands"
        if self.for_secrets and not secrets.has_secrets(adapter.Settings):
            return "its settings hold no secret"
        return ""


RULES: tuple[Rule, ...] = (
    Rule(
        "port",
        Grade.BRONZE,
        "class, instance, pages and records are what the contract names",
        shape.port,
        live.port,
    ),
    Rule(
        "declared-streams",
        Grade.BRONZE,
        "a stream that is declared can be read, any other raises ConfigurationError",
        shape.declared_streams,
        live.declared_streams,
    ),
    Rule(
        "no-row-skipped",
        Grade.BRONZE,
        "every row comes, whatever the page limit, and so does what is written later",
        cursors.no_row_skipped,
    ),
    Rule(
        "no-row-repeated",
        Grade.BRONZE,
        "a pull brings a row once; the next one brings at most the overlap again",
        cursors.no_row_repeated,
        live.no_row_repeated,
    ),
    Rule(
        "pages-within-limit",
        Grade.BRONZE,
        "a page holds at most as many rows as were asked for",
        cursors.pages_within_limit,
        live.pages_within_limit,
    ),
    Rule(
        "same-cursor-same-records",
        Grade.BRONZE,
        "the same cursor gives the same records in the same revisions",
        cursors.same_cursor_same_records,
        live.same_cursor_same_records,
    ),
    Rule(
        "no-secret-leaks",
        Grade.BRONZE,
        "no secret of the settings is in any text, error or log",
        secrets.no_secret_leaks,
        live.no_secret_leaks,
        for_secrets=True,
    ),
    Rule(
        "declared-commands",
        Grade.BRONZE,
        "a command that is declared can be executed, any other raises ConfigurationError",
        commands.commands_declared,
        live.declared_commands,
        for_commands=True,
    ),
    Rule(
        "commands-happen-once",
        Grade.BRONZE,
        "a key that was carried out is answered again, and nothing is done again",
        commands.commands_happen_once,
        for_commands=True,
    ),
    Rule(
        "dry-runs-do-nothing",
        Grade.BRONZE,
        "a dry run changes nothing and does not use up its key",
        commands.dry_runs_do_nothing,
        for_commands=True,
    ),
    Rule(
        "killed-pull-resumes",
        Grade.SILVER,
        "a pull killed in mid-page goes on from the last stored page",
        cursors.killed_pull_resumes,
        live.killed_pull_resumes,
    ),
    Rule(
        "empty-page-keeps-cursor",
        Grade.SILVER,
        "a pull that finds nothing neither loses nor forgets its place",
        cursors.empty_page_keeps_cursor,
    ),
    Rule(
        "foreign-cursor-said",
        Grade.SILVER,
        "a cursor that the adapter did not write raises ConfigurationError",
        cursors.foreign_cursor_said,
        live.foreign_cursor_said,
    ),
    Rule(
        "corrections-replace",
        Grade.SILVER,
        "a late correction comes with a higher revision, and nothing else changes its own",
        changes.corrections_replace,
    ),
    Rule(
        "away-is-unavailable",
        Grade.SILVER,
        "a system that does not answer raises Unavailable, and is read again when it does",
        faults.away_is_unavailable,
    ),
    Rule(
        "slow-is-timed-out",
        Grade.SILVER,
        "a system that takes too long raises TimedOut, in time",
        faults.slow_is_timed_out,
    ),
    Rule(
        "wrong-secret-said",
        Grade.SILVER,
        "a logon that is not accepted raises AuthenticationFailed",
        faults.wrong_secret_said,
    ),
    Rule(
        "close-releases",
        Grade.SILVER,
        "close leaves no thread, connection or file behind, and may be called twice",
        load.close_releases,
        live.close_releases,
    ),
    Rule(
        "lost-answer-repeated",
        Grade.SILVER,
        "a command whose answer was lost is sent again and happens once",
        commands.lost_answer_repeated,
        for_commands=True,
    ),
    Rule(
        "times-are-moments",
        Grade.GOLD,
        "times carry their zone, across clock changes too; a day is its shift's",
        values.times_are_moments,
    ),
    Rule(
        "quantities-are-exact",
        Grade.GOLD,
        "quantities are exact, however large or small",
        values.quantities_are_exact,
    ),
    Rule(
        "text-survives",
        Grade.GOLD,
        "text of any script comes as it was written",
        values.text_survives,
    ),
    Rule(
        "keys-keep-zeros",
        Grade.GOLD,
        "keys and codes keep their zeros and stay text",
        values.keys_keep_zeros,
    ),
    Rule(
        "bad-rows-told",
        Grade.GOLD,
        "a row that cannot be used is a rejection with its reason, and stops no other",
        changes.bad_rows_told,
    ),
    Rule(
        "lookup-agrees",
        Grade.GOLD,
        "a record looked up is the one that pages give; an unknown key is None",
        changes.lookup_agrees,
        live.lookup_agrees,
    ),
    Rule(
        "forbidden-said",
        Grade.GOLD,
        "a right that is missing raises AccessDenied",
        faults.forbidden_said,
    ),
    Rule(
        "nonsense-said",
        Grade.GOLD,
        "an answer that is none raises, and never passes for nothing new",
        faults.nonsense_said,
    ),
    Rule(
        "refusals-typed",
        Grade.GOLD,
        "what the system refuses raises BusinessError, and does nothing",
        commands.refusals_typed,
        for_commands=True,
    ),
    Rule(
        "replay-agrees",
        Grade.PLATINUM,
        "a rejected row that was put right is a record when it is replayed",
        changes.replay_agrees,
        live.replay_agrees,
    ),
    Rule(
        "memory-stays-flat",
        Grade.PLATINUM,
        "ten times the rows need no more memory",
        load.memory_stays_flat,
        live.memory_stays_flat,
    ),
    Rule(
        "threads-do-not-mix",
        Grade.PLATINUM,
        "instances on several threads do not disturb each other",
        load.threads_do_not_mix,
        live.threads_do_not_mix,
    ),
)
