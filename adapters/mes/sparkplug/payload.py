"""The payload of Sparkplug B: protobuf, of which we describe what we read.

Field numbers and data types are those of the Sparkplug specification 3.0, section 6.4.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adapters.mes.sparkplug.untyped import DecodeError, FieldKind, FileDescription, message_class

_UINT32, _UINT64 = FieldKind.TYPE_UINT32, FieldKind.TYPE_UINT64
_BOOL, _STRING, _BYTES = FieldKind.TYPE_BOOL, FieldKind.TYPE_STRING, FieldKind.TYPE_BYTES
_FLOAT, _DOUBLE = FieldKind.TYPE_FLOAT, FieldKind.TYPE_DOUBLE
_ONE, _MANY = FieldKind.LABEL_OPTIONAL, FieldKind.LABEL_REPEATED

# Message → name of a field → number, type (or message), how often.
_MESSAGES: dict[str, dict[str, tuple[int, Any, Any]]] = {
    "Payload": {
        "timestamp": (1, _UINT64, _ONE),
        "metrics": (2, "Metric", _MANY),
        "seq": (3, _UINT64, _ONE),
    },
    "Metric": {
        "name": (1, _STRING, _ONE),
        "alias": (2, _UINT64, _ONE),
        "timestamp": (3, _UINT64, _ONE),
        "datatype": (4, _UINT32, _ONE),
        "is_historical": (5, _BOOL, _ONE),
        "is_null": (7, _BOOL, _ONE),
        "properties": (9, "PropertySet", _ONE),
        "int_value": (10, _UINT32, _ONE),
        "long_value": (11, _UINT64, _ONE),
        "float_value": (12, _FLOAT, _ONE),
        "double_value": (13, _DOUBLE, _ONE),
        "boolean_value": (14, _BOOL, _ONE),
        "string_value": (15, _STRING, _ONE),
        "bytes_value": (16, _BYTES, _ONE),
        "template_value": (18, "Template", _ONE),
    },
    "Template": {"metrics": (2, "Metric", _MANY)},
    "PropertySet": {"keys": (1, _STRING, _MANY), "values": (2, "PropertyValue", _MANY)},
    "PropertyValue": {"int_value": (3, _UINT32, _ONE)},
}
_VALUES = (
    "int_value",
    "long_value",
    "float_value",
    "double_value",
    "boolean_value",
    "string_value",
    "bytes_value",
)

# Signed types travel as unsigned numbers of 32 or 64 bits.
_SIGNED_BITS = {1: 32, 2: 32, 3: 32, 4: 64}
_FLOAT_TYPE = 9
_QUALITY = "quality"
_BAD, _STALE = 0, 500


@dataclass(frozen=True, slots=True)
class Metric:
    """One value; ``name`` may be missing where ``alias`` stands for it.

    ``value`` is ``None`` where the metric is null, or of bad or stale quality. ``time`` is
    milliseconds since 1970.
    """

    name: str
    alias: int | None
    time: int | None
    datatype: int | None
    value: Any
    historical: bool = False


@dataclass(frozen=True, slots=True)
class Payload:
    time: int | None
    seq: int | None
    metrics: Sequence[Metric]


class NoPayload(Exception):
    """Bytes that are no payload of Sparkplug B."""


def decoded(content: bytes) -> Payload:
    """Raises ``NoPayload`` for anything but a payload."""
    message = _PAYLOAD()
    try:
        message.ParseFromString(content)
    except DecodeError:
        raise NoPayload from None
    return Payload(
        time=message.timestamp if message.HasField("timestamp") else None,
        seq=message.seq if message.HasField("seq") else None,
        metrics=tuple(_metrics(message.metrics, "")),
    )


def encoded(*, time: int, seq: int | None = None, metrics: Sequence[dict[str, Any]] = ()) -> bytes:
    """A payload with these fields, as the specification names them."""
    message = _PAYLOAD(timestamp=time, metrics=[_METRIC(**metric) for metric in metrics])
    if seq is not None:
        message.seq = seq
    return bytes(message.SerializeToString())


def _metrics(metrics: Any, within: str) -> Iterator[Metric]:
    """The metrics, those of a template under its name."""
    for metric in metrics:
        name = f"{within}{metric.name}" if metric.name or not within else ""
        if metric.HasField("template_value"):
            yield from _metrics(metric.template_value.metrics, f"{name}/")
            continue
        datatype = metric.datatype if metric.HasField("datatype") else None
        yield Metric(
            name=name,
            alias=metric.alias if metric.HasField("alias") else None,
            time=metric.timestamp if metric.HasField("timestamp") else None,
            datatype=datatype,
            value=_value(metric, datatype),
            historical=metric.is_historical,
        )


def _value(metric: Any, datatype: int | None) -> Any:
    if metric.is_null or not _is_good(metric):
        return None
    for field in _VALUES:
        if metric.HasField(field):
            return typed(getattr(metric, field), datatype, is_float=field == "float_value")
    return None


def typed(value: Any, datatype: int | None, *, is_float: bool = False) -> Any:
    """A value as its data type means it; data messages leave the type to the birth."""
    bits = _SIGNED_BITS.get(datatype or 0)
    if bits is not None and isinstance(value, int) and value >= 1 << (bits - 1):
        return value - (1 << bits)
    if is_float or (datatype == _FLOAT_TYPE and isinstance(value, float)):
        return _shortest(value)
    return value


def _shortest(value: float) -> Any:
    """A number of 32 bits as somebody wrote it: 0.1 is not 0.10000000149011612."""
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        try:
            if struct.pack("f", float(text)) == struct.pack("f", value):
                return Decimal(text)
        except (OverflowError, ArithmeticError):
            return value
    return value


def _is_good(metric: Any) -> bool:
    if not metric.HasField("properties"):
        return True
    properties = metric.properties
    return not any(
        key.lower() == _QUALITY and value.int_value in {_BAD, _STALE}
        for key, value in zip(properties.keys, properties.values, strict=False)
    )


def _described() -> Any:
    file = FileDescription(name="sparkplug_b.proto", package="sparkplug", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, label) in fields.items():
            described = message.field.add(name=field, number=number, label=label)
            if isinstance(kind, str):
                described.type = FieldKind.TYPE_MESSAGE
                described.type_name = f".sparkplug.{kind}"
            else:
                described.type = kind
    return file


_FILE = _described()
_PAYLOAD = message_class(_FILE, "sparkplug.Payload")
_METRIC: Any = dict
