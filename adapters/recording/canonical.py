"""Whether two messages say the same: XML by its canonical form, JSON by its content."""

import json
from typing import cast

from adapters.recording.untyped import XmlError, etree


def canonical(body: bytes | str | None) -> bytes:
    """The body in a form in which order of attributes, prefixes and quoting do not count."""
    content = body.encode() if isinstance(body, str) else body or b""
    stripped = content.lstrip()
    if stripped.startswith(b"<"):
        return _xml(content)
    if stripped[:1] in {b"{", b"["}:
        return _json(content)
    return content


def _xml(content: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        tree = etree.fromstring(content, parser)
    except XmlError:
        return content
    return cast(str, etree.canonicalize(tree, rewrite_prefixes=True)).encode()


def _json(content: bytes) -> bytes:
    try:
        return json.dumps(json.loads(content), sort_keys=True, ensure_ascii=False).encode()
    except ValueError:
        return content
