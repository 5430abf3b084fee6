"""Where the B2MML documents are and which mapping reads them."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from adapters.mes.web import WebSettings
from adapters.mes.web.settings import WebAddress


class B2mmlSettings(WebSettings):
    """``folder``, whose files that match ``pattern`` are read, or ``url``, as for REST.

    A file is read once it has not changed for ``settle_seconds``; one that ends in the middle is
    waited for during ``patience_minutes``, then it is rejected. ``mapping`` is a .yaml file, or the
    name of a mapping that comes with the adapter. ``zone`` overrules the mapping's.
    """

    url: WebAddress = ""
    folder: Path | None = None
    pattern: str = "*.xml"
    settle_seconds: float = Field(default=5.0, ge=0)
    patience_minutes: float = Field(default=10.0, ge=0)
    mapping: Path = Path("b2mml")

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if (self.folder is None) == (not self.url):
            raise ValueError("say either folder or url")
        if self.pattern.startswith("/") or ".." in self.pattern:
            raise ValueError("pattern names files within the folder, such as *.xml or **/*.xml")
        return self
