from . import test_look_alikes, test_need, test_rule
