"""Odoo's JSON as typed values."""

import json
from decimal import Decimal

import pytest

from gateway.errors import UpstreamError
from gateway.schema.erp import as_decimal, required_decimal
from gateway.schema.scalars import decimal_text


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        ("1462.0", "1462"),
        ("1462", "1462"),
        ("0.079858", "0.079858"),
        ("0.1", "0.1"),
        ("100.0", "100"),
        ("120000000.0", "120000000"),
        ("1e-06", "0.000001"),
        ("1e+22", "10000000000000000000000"),
        ("0.0", "0"),
        ("-0.0", "0"),
        ("-2.50", "-2.5"),
        ('"72.50"', "72.5"),
        ('"1462.000000"', "1462"),
        ('"500"', "500"),
        ('"0.00"', "0"),
        ('"1234567890123456789012345678901.250"', "1234567890123456789012345678901.25"),
    ],
)
def test_a_number_is_told_in_its_shortest_exact_digits(wire: str, text: str) -> None:
    """Given a number as Odoo's JSON writes it, then clients read no idle zero and no exponent."""
    assert decimal_text(required_decimal(json.loads(wire))) == text


@pytest.mark.parametrize("wire", ["false", "null"])
def test_what_is_empty_is_null_or_zero(wire: str) -> None:
    assert as_decimal(json.loads(wire)) is None
    assert required_decimal(json.loads(wire)) == Decimal(0)


@pytest.mark.parametrize("wire", ["true", '"many"', '""', "NaN", "Infinity", '"sNaN"', "[1]", "{}"])
def test_what_is_no_number_is_not_understood(wire: str) -> None:
    """Given an answer of another version of the add-ons, then the ERP is named, not a bug."""
    with pytest.raises(UpstreamError, match="not understood"):
        as_decimal(json.loads(wire))
