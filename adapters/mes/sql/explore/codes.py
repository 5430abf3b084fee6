"""What the codes of a system mean in the contract's words, as far as words tell."""

from collections.abc import Mapping, Sequence

from adapters.mes.sql.explore.words import vocabulary


def codes_as(choice: str, codes: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The codes that one of the contract's words (``OrderState``) is known for; the others."""
    meanings: Mapping[str, Sequence[str]] = vocabulary()["codes"].get(choice, {})
    known: dict[str, str] = {}
    for code in codes:
        word = _meaning(code, meanings)
        if word is not None:
            known[code] = word
    return known, [code for code in codes if code not in known]


def _meaning(code: str, meanings: Mapping[str, Sequence[str]]) -> str | None:
    lowered = "".join(c for c in code.lower() if c.isalpha() or c == "_")
    if len(lowered) <= 1:
        fitting = [word for word in meanings if lowered and word.startswith(lowered)]
        return fitting[0] if len(fitting) == 1 else None
    best: tuple[int, str] | None = None
    for word, hints in meanings.items():
        for hint in hints:
            exact = len(hint) <= 2
            if (lowered == hint if exact else hint in lowered) and (
                best is None or len(hint) > best[0]
            ):
                best = (len(hint), word)
    return best[1] if best else None


def flags_of(codes: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The codes that mean yes or no; the others."""
    meanings: Mapping[str, Sequence[str]] = vocabulary()["codes"]["flag"]
    known = {
        code: word for code in codes for word, hints in meanings.items() if code.lower() in hints
    }
    return known, [code for code in codes if code not in known]


def units_of(codes: Sequence[str]) -> tuple[dict[str, int], dict[str, str]]:
    """Units that are pieces, and units that keep a name: their own, or that of a measure."""
    pieces: Sequence[str] = vocabulary()["pieces"]
    measures: Mapping[str, Sequence[str]] = vocabulary()["measures"]
    factors = {code: 1 for code in codes if _plain(code) in pieces}
    return factors, {
        code: next((name for name, words in measures.items() if _plain(code) in words), code)
        for code in codes
        if code not in factors
    }


def _plain(code: str) -> str:
    return code.lower().rstrip(".")
