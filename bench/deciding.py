"""What Odoo itself does with a million measurements; see ``bench.inside_odoo``."""

from bench.report import Figure
from demo.runtime.odoo_server import OdooServer
from demo.runtime.session import SharedSession

SIZE = {
    "measurements": 1_000_000,
    "operations": 200,
    "weeks": 52,
    "loaded": 100_000,
    "needs": 20_000,
}
DATABASE = "ql_bench_odoo"


def measure(session: SharedSession) -> list[Figure]:
    """On a database of its own, made from the template."""
    session.server.drop(DATABASE)
    session.server.create(DATABASE, template=session.templates().addons())
    try:
        odoo = OdooServer(
            source=session.source(),
            server=session.server,
            database=DATABASE,
            port=0,
            conf=session.layout.root / f"{DATABASE}.conf",
            files=session.layout.files,
            log=session.layout.log / "bench.log",
        )
        odoo.configure()
        answer = odoo.script("bench.inside_odoo", SIZE)
    finally:
        session.server.drop(DATABASE)
    return [
        Figure.of(name, figure["value"], figure["unit"], figure["limit"])
        for name, figure in answer.items()
    ]
