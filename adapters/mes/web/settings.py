"""How to reach a system over HTTP and how it wants to know who asks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from adapters.mapping.model import ZoneName


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("this is no web address like https://mes.example.com/api/")
    if parts.username is not None or parts.password is not None:
        raise ValueError("say user and secret apart, not in the address")
    if parts.query or parts.fragment:
        raise ValueError("leave ? and # out of the address; parameters belong into the mapping")
    return value if value.endswith("/") else f"{value}/"


WebAddress = Annotated[str, AfterValidator(_web_address)]


class _Logon(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoLogon(_Logon):
    """The system asks for nothing."""

    kind: Literal["none"] = "none"


class Basic(_Logon):
    """``user`` and ``secret`` with each call (RFC 7617)."""

    kind: Literal["basic"]


class Key(_Logon):
    """``secret`` in a header of each call; a fixed token is ``header = "Authorization"``,
    ``prefix = "Bearer "``.
    """

    kind: Literal["key"]
    header: str = "X-API-Key"
    prefix: str = ""


class ClientCredentials(_Logon):
    """OAuth 2 (RFC 6749, 4.4): ``user`` is the client's id, ``secret`` its secret.

    ``token_url`` may be relative to ``url``. ``parameters`` go with the request for a token
    (``audience``, ``resource``). ``send``: client id and secret as Basic, or in the body.
    """

    kind: Literal["client_credentials"]
    token_url: str
    scope: str | None = None
    parameters: Mapping[str, str] = Field(default_factory=dict)
    send: Literal["basic", "body"] = "basic"


class Login(_Logon):
    """A call of the system's own that gives a token.

    ``body``: the JSON to post; ``{user}`` and ``{secret}`` stand for the settings. ``token_at`` and
    ``seconds_at`` (until the token ends) are places in the answer, such as ``data.token``;
    ``lifetime`` is for a system that does not say. With an empty ``token_at`` the system keeps a
    session by cookie.
    """

    kind: Literal["login"]
    url: str
    body: Mapping[str, str] = Field(
        default_factory=lambda: {"user": "{user}", "password": "{secret}"}
    )
    token_at: str = Field(default="token")
    seconds_at: str | None = None
    lifetime: float | None = Field(default=None, gt=0)
    header: str = "Authorization"
    prefix: str = "Bearer "


Logon = Annotated[NoLogon | Basic | Key | ClientCredentials | Login, Field(discriminator="kind")]


class WebSettings(BaseModel):
    """``url`` is what all addresses of the mapping are relative to.

    ``secret`` is the password, the key or the client's secret. ``verify``: the file of your own
    certificate authority, where you have one; ``certificate``: a file with our certificate and
    its key, where the system asks for one. ``time_limit`` is seconds for one page, waiting for
    a rate limit included; ``requests_per_minute`` is what we keep to by ourselves.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: WebAddress
    user: str | None = None
    secret: SecretStr | None = None
    logon: Logon = NoLogon()
    headers: Mapping[str, str] = Field(default_factory=dict)
    verify: bool | Path = True
    certificate: Path | None = None
    zone: ZoneName | None = None
    time_limit: float = Field(default=30.0, gt=0)
    connect_timeout: float = Field(default=10.0, gt=0)
    requests_per_minute: float | None = Field(default=None, gt=0)
    most_bytes: int = Field(default=64 * 1024 * 1024, gt=0)

    @model_validator(mode="after")
    def _has_what_the_logon_needs(self) -> Self:
        kind = self.logon.kind
        if kind != "none" and self.secret is None:
            raise ValueError(f"logon {kind} needs secret")
        if kind in {"basic", "client_credentials"} and self.user is None:
            raise ValueError(f"logon {kind} needs user")
        return self
