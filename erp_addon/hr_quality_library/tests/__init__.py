from . import test_adoption
