"""How to reach a REST interface and which mapping describes it."""

from pathlib import Path

from adapters.mes.web import WebSettings


class RestSettings(WebSettings):
    """``mapping`` is a .yaml file, or the name of a mapping that comes with the adapter.

    ``zone`` overrules the mapping's.
    """

    mapping: Path
