"""Commands carried out in SAP: in one call of a company's function, or in a session of BAPIs.

``target`` is the way in; ``offers`` says which way each command can go under the WSDLs.
"""
