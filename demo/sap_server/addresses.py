"""Where SAP's web services and their WSDLs are."""

WSDL_PREFIX = "/sap/bc/srt/wsdl/flv_10002A111AD1/bndg_url"
RFC_PREFIX = "/sap/bc/srt/rfc/sap"
OLD_WSDL, OLD_RFC = "/sap/bc/soap/wsdl", "/sap/bc/soap/rfc"


def endpoint_path(service: str, client: str) -> str:
    return f"{RFC_PREFIX}/{service}/{client}/{service}/binding"


def wsdl_path(service: str, client: str) -> str:
    return f"{WSDL_PREFIX}{endpoint_path(service, client)}?sap-client={client}"
