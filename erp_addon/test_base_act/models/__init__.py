from . import test_base_act_document
from . import test_base_act_document_override
from . import test_base_act_folder
