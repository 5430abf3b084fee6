"""The course files that come with the module: ``data/courses/<code>/<language>.md``."""

from pathlib import Path

COURSES = Path(__file__).parent / "data" / "courses"
PICTURES = "/hr_quality_library/static/courses"
"""Address of the folder of the pictures that the courses show."""

ORDER = (
    "six_s",
    "lean",
    "iso_9001",
    "six_sigma",
    "maintenance",
    "auto_parts",
    "soldering",
    "equipment_parameters",
    "surgical_safety",
    "medical_records",
    "front_office",
)


def shipped_files() -> list[list[str]]:
    """Per course, in the order in which they are offered, its texts in every language."""
    return [
        [path.read_text(encoding="utf-8") for path in sorted((COURSES / code).glob("*.md"))]
        for code in ORDER
    ]
