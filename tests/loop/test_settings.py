"""Settings come from a file and the environment, and a wrong one is named in a sentence."""

from pathlib import Path

import pytest

from gateway.registry import feed_credentials, make_erp, make_source
from gateway.settings import SettingsError, load_settings

GOOD = """
warehouse_url = "postgresql://q@/warehouse?host=/run/postgresql"
[erp]
adapter = "json2"
url = "http://127.0.0.1:8069"
feed_key_file = "key"
[sources.mes]
adapter = "sql"
url = "sqlite:////mes.sqlite"
mapping = "demo_plant"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text("s3cret\n")
    written = tmp_path / "quality-loop.toml"
    written.write_text(GOOD)
    return written


def test_a_file_and_the_environment_over_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITY_LOOP_SOURCES__MES__EVERY", "5")
    monkeypatch.setenv("QUALITY_LOOP_SOURCES__SAP__ADAPTER", "sap")
    monkeypatch.setenv("QUALITY_LOOP_PORT", "9090")
    settings = load_settings(file)
    assert (settings.port, settings.sources["mes"].every) == (9090, 5)
    assert settings.sources["mes"].adapter == "sql"
    assert settings.sources["sap"].adapter == "sap"


def test_the_environment_alone_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUALITY_LOOP_CONFIG", raising=False)
    (tmp_path / "url").write_text("postgresql://u:pass@h/d\n")
    monkeypatch.setenv("QUALITY_LOOP_WAREHOUSE_URL_FILE", "url")
    settings = load_settings()
    assert settings.warehouse_url.get_secret_value() == "postgresql://u:pass@h/d"


def test_secrets_are_read_from_files_beside_the_settings_and_not_shown(file: Path) -> None:
    settings = load_settings(file)
    credentials = feed_credentials(settings)
    assert credentials.key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings) + repr(credentials)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("warehouse_url", "warehouse_ulr", "warehouse_url is missing: set it in FILE or in the"),
        ("[erp]", "colour = 1\n[erp]", "colour is no setting: check its spelling in FILE"),
        ("[erp]", "port = 70000\n[erp]", "port cannot be used: input should be less than"),
        ("[sources.mes]", "[sources.erp]", "the name erp belongs to the ERP itself"),
        ("feed_key_file", 'feed_key = "x"\nfeed_key_file', "both set: keep one of them"),
        ('"key"', '"nokey"', "feed_key_file cannot be read"),
        ("[erp]", "[erp", "The settings file FILE is not TOML"),
        ('adapter = "sql"', "", "sources.mes.adapter is missing"),
    ],
)
def test_what_is_wrong_is_one_sentence(file: Path, before: str, after: str, sentence: str) -> None:
    file.write_text(GOOD.replace(before, after))
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    said = str(caught.value).replace(str(file), "FILE")
    assert sentence in said
    assert all(line.endswith(".") for line in said.splitlines())


def test_a_wrong_secret_is_not_shown(file: Path) -> None:
    file.write_text(GOOD.replace("[sources.mes]", "[sources.mes]\nevery = 'geheim'"))
    file.write_text(file.read_text().replace("warehouse_url = ", "warehouse_url = 12 #"))
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert "12" not in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('"sql"', '"nosuch"', "sources.mes.adapter: no adapter nosuch is installed; there are: "),
        ('mapping = "demo_plant"', "", "sources.mes.mapping is missing"),
        ("[sources.mes]", "[sources.mes]\ncolour = 1", "sources.mes.colour is no setting"),
    ],
)
def test_an_adapters_own_settings_are_checked_by_it(
    file: Path, before: str, after: str, sentence: str
) -> None:
    file.write_text(GOOD.replace(before, after))
    with pytest.raises(SettingsError, match=sentence):
        make_source(load_settings(file), "mes")


def test_an_erp_whose_settings_are_wrong(file: Path) -> None:
    file.write_text(GOOD.replace("http://", "ftp://"))
    with pytest.raises(SettingsError, match=r"erp\.url: url must look like"):
        make_erp(load_settings(file))
