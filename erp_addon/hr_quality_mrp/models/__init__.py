from . import (
    quality_operation_mixin,
    hr_quality_operation,
    hr_quality_work_permit,
    mrp_routing_workcenter,
    mrp_workcenter,
    mrp_workcenter_productivity,
    mrp_workorder,
    mrp_workorder_exemption,
    mrp_workorder_gate,
    mrp_workorder_measurement,
    stock_lot,
    stock_scrap,
)
