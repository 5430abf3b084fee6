"""Odoo as the ERP: JSON-2 for Odoo 19 and later, odoorpc for 14 to 19, behind one interface."""

from adapters.odoo.json2 import Json2Erp
from adapters.odoo.rpc import OdooRpcErp
from adapters.odoo.settings import OdooSettings

__all__ = ["Json2Erp", "OdooRpcErp", "OdooSettings"]
