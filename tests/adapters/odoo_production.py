"""Fills an Odoo with two manufacturing orders: one done, with scrap, and one under way."""

from odoo import Command


def run(env, _given):
    """Answers with what Odoo calls the things that were made."""
    env = env(user=env.ref("base.user_admin"), context={"tz": "UTC"})
    welding, packing = env["mrp.workcenter"].create(
        [{"name": "Welding cell", "code": "WC-1"}, {"name": "Packing"}]
    )
    product = env["product.product"].create(
        {"name": "Frame", "default_code": "FRAME", "is_storable": True, "tracking": "lot"}
    )
    bom = env["mrp.bom"].create({
        "product_tmpl_id": product.product_tmpl_id.id,
        "product_qty": 1,
        "operation_ids": [
            Command.create({"name": "Weld", "workcenter_id": welding.id, "sequence": 1}),
            Command.create({"name": "Pack", "workcenter_id": packing.id, "sequence": 2}),
        ],
    })  # fmt: skip
    orders = env["mrp.production"].create(
        [{"product_id": product.id, "product_qty": quantity, "bom_id": bom.id}
         for quantity in (10, 5)]
    )  # fmt: skip
    orders.action_confirm()
    done, running = orders
    lot = env["stock.lot"].create({"name": "L-2026-1", "product_id": product.id})
    done.write({"lot_producing_ids": [Command.set(lot.ids)], "qty_producing": 10})
    for work_order in done.workorder_ids:
        work_order.button_start()
        work_order.button_finish()
    done.button_mark_done()
    scrap = env["stock.scrap"].create({
        "production_id": done.id, "product_id": product.id, "scrap_qty": 2, "lot_id": lot.id,
        "product_uom_id": product.uom_id.id,
        "location_id": done.location_dest_id.id,
    })  # fmt: skip
    scrap.action_validate()
    running.workorder_ids[0].button_start()
    return {
        "done": done.name, "running": running.name, "states": orders.mapped("state"),
        "scrap": scrap.state,
    }  # fmt: skip
