"""Where a part cannot be had, the user reads one sentence, and nothing half-made is left."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.plant_folder import make_plant
from demo.runtime import odoo_source, ports
from demo.runtime.cleanly import ends_cleanly
from demo.runtime.database import Server
from demo.runtime.debian_archive import DebianArchive
from demo.runtime.disk import require_space
from demo.runtime.errors import SetupError
from demo.runtime.layout import Layout
from demo.runtime.locks import exclusive
from demo.runtime.steps import Steps
from demo.up import AskedPorts, run


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and "Traceback" not in text


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of downloads, and no Odoo named or on the search path."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(odoo_source.VARIABLE, raising=False)
    return tmp_path / "cache" / "quality-loop"


def left_behind(cache: Path) -> set[str]:
    return {path.name for path in cache.iterdir()} - {"fetch.lock"} if cache.exists() else set()


def search_path_with(folder: Path, *programs: str) -> str:
    """A search path that has these programs and no other."""
    folder.mkdir(exist_ok=True)
    for program in programs:
        (folder / program).symlink_to(shutil.which(program) or program)
    return str(folder)


def test_without_apt(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    monkeypatch.setenv("PATH", search_path_with(tmp_path / "bin"))
    with pytest.raises(SetupError) as caught:
        odoo_source.find_or_fetch(steps)
    assert is_one_sentence(str(caught.value))
    assert "no apt on this machine" in str(caught.value)
    assert "QUALITY_LOOP_ODOO" in str(caught.value)
    assert left_behind(cache) == set()


def test_with_a_mirror_that_does_not_answer(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    (tmp_path / "lists").mkdir()
    (tmp_path / "sources").write_text(f"deb http://127.0.0.1:{port}/debian/ stable main\n")
    (tmp_path / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{tmp_path}/sources";\nDir::Etc::sourceparts "-";\n'
        f'Dir::State::Lists "{tmp_path}/lists";\nAcquire::http::Proxy "false";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(tmp_path / "apt.conf"))
    with pytest.raises(SetupError) as caught:
        odoo_source.find_or_fetch(steps)
    assert is_one_sentence(str(caught.value))
    assert f"http://127.0.0.1:{port}/debian/" in str(caught.value)
    assert "network" in str(caught.value)
    assert left_behind(cache) == set()


def test_with_too_little_space(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_disk))
    monkeypatch.delenv(odoo_source.VARIABLE, raising=False)
    with pytest.raises(SetupError) as caught:
        odoo_source.find_or_fetch(steps)
    assert is_one_sentence(str(caught.value))
    assert "free" in str(caught.value)
    assert left_behind(small_disk / "quality-loop") == set()


def test_a_disk_that_fills_up_meanwhile(small_disk: Path) -> None:
    archive = DebianArchive(small_disk, "Odoo 19", "do otherwise")
    with pytest.raises(SetupError) as caught:
        archive.fetch(odoo_source.PACKAGES, small_disk / "root")
    assert is_one_sentence(str(caught.value))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB, where we may mount one; otherwise the one of /dev/shm if small."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_free_space_is_asked_for_before_anything_is_made(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free // 1024**2
    require_space(tmp_path / "not" / "yet", max(free - 1000, 0), "This")
    with pytest.raises(SetupError) as caught:
        require_space(tmp_path / "not" / "yet", free + 1000, "This")
    assert is_one_sentence(str(caught.value))
    assert not (tmp_path / "not").exists()


@pytest.fixture
def odoo_folder(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a folder that looks like an Odoo of a version."""

    def make(version: str) -> Path:
        package = tmp_path / "checkout" / "odoo"
        package.mkdir(parents=True)
        (package / "release.py").write_text(f"version_info = ({version}, FINAL, 0, '')\n")
        return tmp_path / "checkout"

    return make


@pytest.mark.parametrize(
    ("version", "named"), [("18, 0, 0", "18.0"), ("'saas~18', 4, 0", "saas~18.4")]
)
def test_an_odoo_of_another_version(
    odoo_folder: Callable[[str], Path],
    version: str,
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    steps: Steps,
) -> None:
    monkeypatch.setenv(odoo_source.VARIABLE, str(odoo_folder(version)))
    with pytest.raises(SetupError) as caught:
        odoo_source.find_or_fetch(steps)
    assert is_one_sentence(str(caught.value))
    assert f"Odoo {named}" in str(caught.value)


def test_a_path_where_no_odoo_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    for wrong, word in ((tmp_path, "no odoo/release.py"), (tmp_path / "x", "does not exist")):
        monkeypatch.setenv(odoo_source.VARIABLE, str(wrong))
        with pytest.raises(SetupError) as caught:
            odoo_source.find_or_fetch(steps)
        assert is_one_sentence(str(caught.value))
        assert word in str(caught.value)


@pytest.mark.parametrize("below", ["", "odoo"])
def test_an_odoo_19_is_taken_from_its_folder_or_its_package(
    odoo_folder: Callable[[str], Path], below: str
) -> None:
    folder = odoo_folder("19, 0, 0")
    found = odoo_source.named_source(folder / below)
    assert (found.folder, found.version) == (folder, "19.0")


def test_a_taken_port_that_was_asked_for() -> None:
    with socket.socket() as other:
        other.bind((ports.ADDRESS, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SetupError) as caught:
            AskedPorts(gateway=port).choose()
        assert is_one_sentence(str(caught.value))
        assert str(port) in str(caught.value)
        assert "--gateway-port" in str(caught.value)
        chosen = ports.choose("x", None, port, option="--x", taken=set())
    assert chosen > port


def test_a_held_port_is_given_to_nobody_though_nothing_listens_there_yet() -> None:
    # given a session that holds a port for a server which has not come up
    with ports.held("x", 8969) as first:
        assert ports.is_free(first)
        # when another process looks for a port
        look = "from demo.runtime import ports\nwith ports.held('y', 8969) as port: print(port)"
        other = subprocess.run(
            [sys.executable, "-c", look], capture_output=True, text=True, check=True
        )
        # then it gets another one, and so do we
        assert int(other.stdout) > first
        with ports.held("z", 8969) as second:
            assert second > first
    # … and a port that is not held any more is given out again
    with ports.held("x", first) as again:
        assert again == first


def test_no_port_is_given_out_twice() -> None:
    odoo, gateway, sap = AskedPorts(odoo=None, gateway=None, sap=8069).choose()
    assert len({odoo, gateway, sap}) == 3


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("postgresql://somebody@127.0.0.1:1/postgres", "start it"),
        ("mysql://somebody@127.0.0.1/x", "postgresql://user"),
        ("nonsense", "postgresql://user"),
    ],
)
def test_a_database_server_that_cannot_be_reached(address: str, word: str) -> None:
    with pytest.raises(SetupError) as caught:
        Server(address).names()
    assert is_one_sentence(str(caught.value))
    assert word in str(caught.value)


def test_a_password_is_not_repeated_in_the_sentence() -> None:
    with pytest.raises(SetupError) as caught:
        Server("postgresql://somebody:tell-nobody@127.0.0.1:1/postgres").names()
    assert "tell-nobody" not in str(caught.value)


def test_a_second_demo_of_the_same_checkout(tmp_path: Path) -> None:
    layout = Layout(tmp_path / ".quality-loop")
    layout.make()
    with exclusive(layout.lock, wait=False), pytest.raises(SetupError) as caught:
        run(layout, AskedPorts())
    assert is_one_sentence(str(caught.value))
    assert str(os.getpid()) in str(caught.value)
    assert "quality-loop demo down" in str(caught.value)


def test_the_sentence_is_all_that_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, ends_cleanly():
        raise SetupError("This is missing: get it.")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "This is missing: get it.\n"


def test_the_command_prints_one_sentence_and_fails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from demo.cli import app; app(['up'])"],
        env={**os.environ, odoo_source.VARIABLE: str(tmp_path / "nowhere")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert is_one_sentence(done.stderr.strip())


def test_with_the_plant_of_an_earlier_version(tmp_path: Path, steps: Steps) -> None:
    """Given a plant's folder without a file of today's, then it is said and nothing is changed."""
    layout = Layout(tmp_path)
    layout.plant.mkdir()
    (layout.plant / "plant.json").touch()
    with pytest.raises(SetupError) as caught:
        make_plant(layout, steps)
    assert is_one_sentence(str(caught.value))
    assert "make clean" in str(caught.value)
    assert [path.name for path in layout.plant.iterdir()] == ["plant.json"]
