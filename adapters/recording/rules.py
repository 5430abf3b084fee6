"""What is scrubbed: the shipped lists, and what a company adds to them."""

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_SHIPPED = Path(__file__).with_name("scrub.yaml")
_NOT_LETTERS = re.compile(r"[^a-z0-9*]")


class ScrubRules(BaseModel):
    """Lists of names, see ``scrub.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secrets: tuple[str, ...] = ()
    paging: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    public_hosts: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()

    @classmethod
    def shipped(cls) -> Self:
        return cls._read(_SHIPPED)

    def with_file(self, file: Path) -> Self:
        """These and those of a file. Raises ``ValueError`` with a sentence."""
        added = self._read(file)
        return self.model_validate(
            {name: getattr(self, name) + getattr(added, name) for name in type(self).model_fields}
        )

    @classmethod
    def _read(cls, file: Path) -> Self:
        try:
            return cls.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
        except OSError as error:
            raise ValueError(f"The rules {file.name} cannot be read: {error.strerror}.") from None
        except yaml.YAMLError:
            raise ValueError(f"The rules {file.name} are not YAML.") from None
        except ValidationError as error:
            wrong = ", ".join(str(part) for e in error.errors() for part in e["loc"][:1])
            known = ", ".join(cls.model_fields)
            raise ValueError(
                f"The rules {file.name} are lists named {known}; wrong is {wrong or 'the form'}."
            ) from None

    def is_secret(self, name: str) -> bool:
        return _matches(name, self.secrets) and not _matches(name, self.paging)

    def is_person(self, name: str) -> bool:
        return _matches(name, self.people)

    def is_text(self, name: str) -> bool:
        return _matches(name, self.texts)

    def keeps_header(self, name: str) -> bool:
        return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in self.headers)

    def is_public(self, host: str) -> bool:
        return any(fnmatchcase(host.lower(), pattern.lower()) for pattern in self.public_hosts)


@lru_cache(maxsize=10_000)
def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    plain = _plain(name)
    return any(fnmatchcase(plain, _plain(pattern)) for pattern in patterns)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name.lower())
