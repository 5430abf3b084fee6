"""What the guide of the REST adapter shows can be used as it stands."""

import re
import tomllib
from pathlib import Path

from adapters.contract import COMMAND_TYPES
from adapters.mes.rest import RestSettings
from adapters.mes.rest.model import load_rest_mapping

GUIDE = Path(__file__).parents[2] / "docs" / "adapters" / "rest.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def test_its_settings_are_accepted():
    (text,) = [body for kind, body in BLOCKS if kind == "toml"]
    given = tomllib.loads(text)["sources"]["hr"]
    assert given.pop("adapter") == "rest"
    given["secret"] = given.pop("secret_file")
    assert RestSettings.model_validate(given).logon.kind == "client_credentials"


def test_its_mapping_and_commands_are_accepted(tmp_path):
    texts = [body for kind, body in BLOCKS if kind == "yaml"]
    file = tmp_path / "guide.yaml"
    file.write_text("\n".join(texts), encoding="utf-8")
    mapping = load_rest_mapping(file)
    assert set(mapping.commands) <= set(COMMAND_TYPES)
    assert mapping.fault is not None
    assert mapping.fault.good == ("0",)
