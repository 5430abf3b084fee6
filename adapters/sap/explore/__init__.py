"""Reads any WSDL of SAP's: what is in it, and what of that this adapter can use."""
