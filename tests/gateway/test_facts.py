"""What a client reads of the facts, from a real warehouse with a real Odoo saying who asks."""

from gateway_client import Client

LIST = """{ measurements(orderBy: {field: DAY}, where: {operations: ["W-10"]}) {
    source key day shift operation workCenter person material lot unit counts
    produced good scrapped reworked defectRate updatedAt } }"""


async def test_keys_codes_and_quantities_come_as_they_are(quality: Client) -> None:
    """Given codes that look like numbers, when they are read, then no character has changed."""
    row = (await quality.data(LIST))[0]
    assert (row["lot"], row["material"]) == ("000000000042", "12E4")
    inspection = await quality.data("{ inspections { key inspected defects { code } } }")
    assert inspection == [
        {
            "key": "000000000042",
            "inspected": "123456789012345678.12",
            "defects": [{"code": "001"}],
        }
    ]
