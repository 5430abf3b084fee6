from . import chart, decision, explain, statement, weeks, why_not
