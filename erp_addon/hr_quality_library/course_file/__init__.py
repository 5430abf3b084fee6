"""Course files: one readable text per course and language; see ``readme/USAGE.md``."""

from .document import CourseDocument, CourseFileError, Question
from .markup import to_html
from .parse import parse_course
from .twins import check_twins
