from . import chart, decision, explain, snapshot, statement, weeks, why_not
