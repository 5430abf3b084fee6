"""A command beside us: waited for when its work is needed, stopped when we end before."""

import sys
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from demo.runtime.beside import Beside
from demo.runtime.errors import SetupError
from demo.runtime.processes import Program


def program(folder: Path, code: str) -> Program:
    return Program(
        name="beside",
        command=[sys.executable, "-c", code],
        log=folder / "beside.log",
        ready=lambda: True,
    )


def test_it_is_done_when_it_was_waited_for(tmp_path: Path) -> None:
    with ExitStack() as stack:
        mark = tmp_path / "done"
        code = f"import time; time.sleep(0.3); open({str(mark)!r}, 'w')"
        beside = Beside(program(tmp_path, code), "It failed", stack.callback)
        assert not mark.exists()
        beside.wait()
        assert mark.exists()


def test_its_last_words_are_the_reason_and_not_those_of_an_earlier_run(tmp_path: Path) -> None:
    (tmp_path / "beside.log").write_text("E: yesterday's words\n")
    with ExitStack() as stack:
        code = "import sys; print('no room on the disk'); sys.exit(3)"
        beside = Beside(program(tmp_path, code), "The pull failed", stack.callback)
        with pytest.raises(SetupError) as caught:
            beside.wait()
    log = tmp_path / "beside.log"
    assert str(caught.value) == f"The pull failed (no room on the disk): read {log}."

    with ExitStack() as stack:
        silent = Beside(program(tmp_path, "raise SystemExit(3)"), "It failed", stack.callback)
        with pytest.raises(SetupError, match=r"It failed \(without a word\)"):
            silent.wait()


def test_it_ends_with_us(tmp_path: Path) -> None:
    before = psutil.Process().children()
    with ExitStack() as stack:
        Beside(program(tmp_path, "import time; time.sleep(600)"), "It failed", stack.callback)
        (child,) = set(psutil.Process().children()) - set(before)
    assert not child.is_running()
