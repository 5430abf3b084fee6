"""What runs by itself: pull (source to warehouse), feed (warehouse to ERP), decide (in the ERP)."""
