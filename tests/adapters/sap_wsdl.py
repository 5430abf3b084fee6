"""WSDLs in the shapes that ABAP systems write, and replies to go with them."""

from dataclasses import dataclass

RFC = "urn:sap-com:document:sap:rfc:functions"
MC_STYLE = "urn:sap-com:document:sap:soap:functions:mc-style"

_WSDL = """<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions targetNamespace="{ns}" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:tns="{ns}" xmlns:rfc="{rfc}">
 <wsdl:types>
  <xsd:schema targetNamespace="{rfc}" attributeFormDefault="qualified">
   <xsd:simpleType name="char12"><xsd:restriction base="xsd:string"><xsd:maxLength value="12"/></xsd:restriction></xsd:simpleType>
   <xsd:simpleType name="date10"><xsd:restriction base="xsd:string"><xsd:maxLength value="10"/></xsd:restriction></xsd:simpleType>
   <xsd:simpleType name="quantum13.3"><xsd:restriction base="xsd:decimal"><xsd:totalDigits value="13"/><xsd:fractionDigits value="3"/></xsd:restriction></xsd:simpleType>
  </xsd:schema>
  <xsd:schema targetNamespace="{ns}" attributeFormDefault="qualified">
   <xsd:import namespace="{rfc}"/>
   <xsd:complexType name="Row"><xsd:sequence>
    <xsd:element name="{key}" type="rfc:char12"/><xsd:element name="{day}" type="rfc:date10"/>
    <xsd:element name="{quantity}" type="rfc:quantum13.3"/><xsd:element name="{count}" type="xsd:int"/>
    <xsd:element name="{last}" type="rfc:char12"/>
   </xsd:sequence></xsd:complexType>
   <xsd:complexType name="Table"><xsd:sequence>
    <xsd:element name="item" type="tns:Row" minOccurs="0" maxOccurs="unbounded"/>
   </xsd:sequence></xsd:complexType>
   <xsd:complexType name="Ret"><xsd:sequence>
    <xsd:element name="{type}" type="rfc:char12"/><xsd:element name="{id}" type="rfc:char12"/>
    <xsd:element name="{number}" type="rfc:char12"/><xsd:element name="{message}" type="xsd:string"/>
   </xsd:sequence></xsd:complexType>
   <xsd:complexType name="RetTable"><xsd:sequence>
    <xsd:element name="item" type="tns:Ret" minOccurs="0" maxOccurs="unbounded"/>
   </xsd:sequence></xsd:complexType>
   <xsd:element name="{function}"><xsd:complexType><xsd:{group}>
    <xsd:element name="{parameter}" type="rfc:char12" minOccurs="0"/>
    <xsd:element name="{table}" type="tns:Table"/>
   </xsd:{group}></xsd:complexType></xsd:element>
   <xsd:element name="{function}{response}"><xsd:complexType><xsd:{group}>
    <xsd:element name="{table}" type="tns:Table"/><xsd:element name="{ret}" type="tns:{ret_type}"/>
   </xsd:{group}></xsd:complexType></xsd:element>
  </xsd:schema>
 </wsdl:types>
 <wsdl:message name="in"><wsdl:part name="parameters" element="tns:{function}"/></wsdl:message>
 <wsdl:message name="out"><wsdl:part name="parameters" element="tns:{function}{response}"/></wsdl:message>
 <wsdl:portType name="Port"><wsdl:operation name="{function}">
  <wsdl:input message="tns:in"/><wsdl:output message="tns:out"/></wsdl:operation></wsdl:portType>
 <wsdl:binding name="Binding" type="tns:Port">
  <soap:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>
  <wsdl:operation name="{function}"><soap:operation soapAction="{ns}:{function}Request" style="document"/>
   <wsdl:input><soap:body use="literal"/></wsdl:input>
   <wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
 </wsdl:binding>
 <wsdl:service name="Service"><wsdl:port name="Port" binding="tns:Binding">
  <soap:address location="http://inside-sap:8000/sap/bc/srt/x"/></wsdl:port></wsdl:service>
</wsdl:definitions>"""  # noqa: E501

_CAPITALS = {
    "key": "MATNR", "day": "ERDAT", "quantity": "LMNGA", "count": "RMZHL", "last": "MESSAGE_V1",
    "type": "TYPE", "id": "ID", "number": "NUMBER", "message": "MESSAGE", "parameter": "I_MATNR",
    "table": "ET_ROWS", "ret": "RETURN",
}  # fmt: skip
_CAMEL = {
    "key": "Matnr", "day": "Erdat", "quantity": "Lmnga", "count": "Rmzhl", "last": "MessageV1",
    "type": "Type", "id": "Id", "number": "Number", "message": "Message", "parameter": "IMatnr",
    "table": "EtRows", "ret": "Return",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """One way in which ABAP writes the same function."""

    function: str
    namespace: str
    camel: bool = False
    old: bool = False
    return_is_table: bool = True

    @property
    def _names(self) -> dict[str, str]:
        return (_CAMEL if self.camel else _CAPITALS) | {
            "function": self.function,
            "ns": self.namespace,
            "rfc": RFC if self.namespace != RFC else f"{RFC}:types",
            "group": "all" if self.old else "sequence",
            "response": ".Response" if self.old else "Response",
            "ret_type": "RetTable" if self.return_is_table else "Ret",
        }

    def wsdl(self) -> str:
        return _WSDL.format(**self._names)

    def reply(self, row: str = "", ret: str = "") -> bytes:
        """``row`` and ``ret``: text with the names of the fields in braces."""
        names = self._names
        fields = ret.format(**names)
        wrapped = f"<item>{fields}</item>" if self.return_is_table and ret else fields
        rows = f"<item>{row.format(**names)}</item>" if row else ""
        element = f"{self.function}{names['response']}"
        return (
            '<soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/">'
            f'<soap-env:Body><n0:{element} xmlns:n0="{self.namespace}">'
            f"<{names['table']}>{rows}</{names['table']}><{names['ret']}>{wrapped}</{names['ret']}>"
            f"</n0:{element}></soap-env:Body></soap-env:Envelope>"
        ).encode()


STYLES = {
    "capitals": Style("Z_QL_ROWS", RFC),
    "mc-style": Style("ZQlRows", MC_STYLE, camel=True),
    "old style": Style("Z_QL_ROWS", RFC, old=True, return_is_table=False),
    "structure": Style("Z_QL_ROWS", RFC, return_is_table=False),
    "namespaced": Style("_-QL_-ROWS", RFC),
}
