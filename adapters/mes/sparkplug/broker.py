"""The broker: a session that it keeps while we are away, messages acknowledged by us.

One thread, no background: whoever calls ``turn`` gets what has come.
"""

import ssl
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from adapters.contract import (
    AccessDenied,
    AdapterError,
    AuthenticationFailed,
    ConfigurationError,
    ProtocolError,
    TimedOut,
    Unavailable,
)
from adapters.mes.sparkplug.settings import SparkplugSettings
from adapters.mes.sparkplug.topic import NAMESPACE

_KEEPALIVE = 30
_AT_ONCE = 100
"""Messages under way at most: fewer than half of Sparkplug's numbers, so that none is mistaken."""
_MORE = 0.005
"""Seconds in which more of a batch may come: what is stored together costs one write."""
_DAY = 86_400
_WRONG_LOGON = {"Bad user name or password", "Not authorized", "Bad authentication method"}
_BUSY = {"Server unavailable", "Server busy", "Server shutting down", "Quota exceeded"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message and what it takes to acknowledge it; ``received`` is milliseconds.

    ``again``: the broker has sent it before and does not know that we have it.
    """

    topic: str
    content: bytes
    received: int
    number: int
    qos: int
    again: bool


class Broker:
    """One connection. Every method may raise ``AdapterError``."""

    def __init__(self, settings: SparkplugSettings, client_id: str) -> None:
        self._settings = settings
        self._arrived: deque[Arrived] = deque()
        self._error: AdapterError | None = None
        self._connected = False
        self._since = 0.0
        self.subscribed = False
        self._closing = False
        self.kept_session = False
        self._client = self._made(settings, client_id)

    def connect(self) -> None:
        """Connects and subscribes; ``kept_session`` then says whether the broker knew us.

        One that did sends what it kept before it confirms the subscription: that is for ``turn``.
        """
        settings = self._settings
        self._client.connect_timeout = settings.time_limit
        try:
            self._connect()
        except TimeoutError:
            raise TimedOut("The broker cannot be reached: nothing answered in time.") from None
        except ssl.SSLCertVerificationError:
            raise ConfigurationError(
                "The broker's certificate is not trusted. Put its authority's file into `verify`."
            ) from None
        except ssl.SSLError:
            raise ConfigurationError(
                "The broker does not speak TLS as we do. Check `tls`."
            ) from None
        except (OSError, ValueError):
            raise Unavailable(
                "The broker cannot be reached. Is it running, are `host` and `port` right?"
            ) from None
        self._since = time.monotonic()
        while not (self._connected and (self.kept_session or self.subscribed)):
            self._look(0.05)
            self._not_too_late()

    def turn(self, seconds: float) -> Sequence[Arrived]:
        """Waits for the network as long; returns what has come, so much of it as is stored at once.

        Nothing is read beyond that: some brokers send all they kept without an answer.
        """
        if not self._arrived:
            self._look(seconds)
        count = 0
        while count < len(self._arrived) < _AT_ONCE:
            count = len(self._arrived)
            self._look(_MORE)
        if self._arrived:
            self._since = time.monotonic()
        if not self.subscribed:
            self._not_too_late()
        return self.arrived()

    def arrived(self) -> Sequence[Arrived]:
        """What has come and was not handed out yet, so much of it as is stored at once."""
        return [self._arrived.popleft() for _ in range(min(_AT_ONCE, len(self._arrived)))]

    def _not_too_late(self) -> None:
        """Raises ``TimedOut`` where nothing has come for too long."""
        limit = self._settings.time_limit
        if time.monotonic() - self._since > limit:
            raise TimedOut(f"The broker took longer than the time limit of {limit:g} s.")

    def _look(self, seconds: float) -> None:
        result = self._client.loop(seconds)
        if self._error is not None:
            raise self._error
        if result is MQTTErrorCode.MQTT_ERR_PROTOCOL:
            raise _no_broker()
        if result is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise _broken_off()

    def acknowledge(self, arrived: Sequence[Arrived]) -> None:
        """Tells the broker that it need not send them again."""
        for message in arrived:
            if message.qos:
                self._client.ack(message.number, message.qos)

    def publish(self, topic: str, content: bytes) -> None:
        self._client.publish(topic, content, qos=0)

    def close(self) -> None:
        """Leaves; the broker keeps the session."""
        self._closing = True
        client = self._client
        if client.is_connected():
            client.disconnect()
            client.loop(0.05)
        sock = client.socket()
        if sock is not None:
            sock.close()
        # It lets go of its other sockets with its last reference, and these lead back to us.
        client.on_connect = client.on_subscribe = client.on_message = client.on_disconnect = None
        del self._client

    # ------------------------------------------------------------------ paho

    def _made(self, settings: SparkplugSettings, client_id: str) -> mqtt.Client:
        five = settings.mqtt == "5"
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=None if five else False,
            protocol=mqtt.MQTTv5 if five else mqtt.MQTTv311,
            manual_ack=True,
            reconnect_on_failure=False,
        )
        if settings.user is not None:
            secret = settings.secret.get_secret_value() if settings.secret else None
            client.username_pw_set(settings.user, secret)
        if settings.tls:
            client.tls_set_context(_trust(settings))  # pyright: ignore[reportUnknownMemberType]
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_disconnect = self._on_disconnect
        return client

    def _connect(self) -> None:
        settings = self._settings
        if settings.mqtt == "3.1.1":
            self._client.connect(settings.host, settings.port, _KEEPALIVE)
            return
        wanted: Any = Properties(PacketTypes.CONNECT)
        wanted.SessionExpiryInterval = settings.session_days * _DAY
        wanted.ReceiveMaximum = _AT_ONCE
        self._client.connect(
            settings.host, settings.port, _KEEPALIVE, clean_start=False, properties=wanted
        )

    def _on_connect(self, client: Any, _data: Any, flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self._error = _refused(str(reason))
            return
        self.kept_session = bool(flags.session_present)
        self._connected = True
        client.subscribe([(f"{NAMESPACE}/{group}/#", 1) for group in self._settings.groups])

    def _on_subscribe(
        self, _client: Any, _data: Any, _number: int, reasons: Any, _more: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._error = AccessDenied(
                "The broker does not let this user read the topics of `groups`. Have it allowed."
            )
        self.subscribed = True

    def _on_message(self, _client: Any, _data: Any, message: Any) -> None:
        received = int(time.time() * 1000)
        content = bytes(message.payload)
        self._arrived.append(
            Arrived(message.topic, content, received, message.mid, message.qos, message.dup)
        )

    def _on_disconnect(
        self, _client: Any, _data: Any, _flags: Any, reason: Any, _more: Any
    ) -> None:
        if self._closing or self._error is not None:
            return
        if str(reason) == "Session taken over":
            self._error = Unavailable(
                "Another client uses the same `client_id`. Give each source one of its own."
            )


def _trust(settings: SparkplugSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(
            cafile=str(settings.verify) if settings.verify else None
        )
    except (OSError, ssl.SSLError):
        raise ConfigurationError("`verify` names no file of certificates.") from None
    if settings.certificate is not None:
        try:
            context.load_cert_chain(settings.certificate)
        except (OSError, ssl.SSLError):
            raise ConfigurationError(
                "`certificate` names no file with a certificate and its key."
            ) from None
    return context


def _refused(reason: str) -> AdapterError:
    if reason in _WRONG_LOGON:
        return AuthenticationFailed(
            "The broker does not accept the logon. Check `user` and `secret`."
        )
    if reason == "Banned":
        return AccessDenied("The broker has banned this client. Have it allowed there.")
    if reason == "Unsupported protocol version":
        return ConfigurationError('The broker speaks no MQTT 5. Set mqtt = "3.1.1".')
    if reason in _BUSY:
        return Unavailable(f"The broker cannot answer now ({reason}).")
    return ConfigurationError(f"The broker does not accept the connection ({reason}).")


def _no_broker() -> ProtocolError:
    return ProtocolError("What answers is no MQTT broker. Check `host`, `port` and `tls`.")


def _broken_off() -> Unavailable:
    return Unavailable("The broker broke off the connection.")
