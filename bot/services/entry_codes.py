"""The code that a parent shows at the door. It holds nothing but the number of a booking's row, sealed: who
has not the key can neither read it nor make one. That it works once is the database's matter
(desk.check_in)."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Self

PREFIX = "ci-"  # what tells a code from the name of a provider, in a link and when typed
_SEAL = 10  # bytes
_NUMBER = 5
# 24 characters of base32 for both: letters and digits that a link takes as they are.
_CODE = re.compile(rf"(?<![a-z0-9-]){PREFIX}[a-z2-7]{{24}}(?![a-z0-9])", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class EntryCodes:
    """key: 16 bytes or more that nobody else has."""

    key: bytes = field(repr=False)

    @classmethod
    def of_this_process(cls) -> Self:
        return cls(secrets.token_bytes(32))

    def code_of(self, booking_id: int) -> str:
        number = booking_id.to_bytes(_NUMBER, "big")
        seal = self._hash(b"seal", number)[:_SEAL]
        return PREFIX + base64.b32encode(seal + self._masked(seal, number)).decode()

    def booking_of(self, code: str) -> int | None:
        """code: as code_in gives it. None for anything that was not made with this key."""
        sealed = base64.b32decode(code.upper().removeprefix(PREFIX.upper()))
        seal, number = sealed[:_SEAL], self._masked(sealed[:_SEAL], sealed[_SEAL:])
        if not hmac.compare_digest(seal, self._hash(b"seal", number)[:_SEAL]):
            return None
        return int.from_bytes(number, "big")

    def _masked(self, seal: bytes, number: bytes) -> bytes:
        mask = self._hash(b"mask", seal)
        return bytes(a ^ b for a, b in zip(number, mask, strict=False))

    def _hash(self, purpose: bytes, content: bytes) -> bytes:
        return hmac.new(self.key, purpose + content, hashlib.sha256).digest()


def code_in(text: str) -> str | None:
    """The first code in what was scanned or typed, be it a whole link. Case does not matter."""
    found = _CODE.search(text)
    return found.group() if found else None
