from . import test_adoption
from . import test_content
from . import test_course_file
from . import test_case_study
from . import test_concurrency
from . import test_translation
