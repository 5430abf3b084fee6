"""A SAP system that speaks SOAP as ABAP does, over the quality data of the demo plant."""
