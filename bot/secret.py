"""The key that entry codes are sealed with: from the settings, else made once and kept beside the data."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

import platformdirs
from sqlalchemy.engine import URL

_BYTES = 32


def key_of(setting: str, database: URL) -> bytes:
    """setting: "" for none. A database in memory has a key that is gone with it. OSError where none can be
    kept."""
    if setting:
        return hashlib.sha256(setting.encode()).digest()
    if database.get_backend_name() != "sqlite":
        return _kept(Path(platformdirs.user_data_dir("tuoyu")) / "entry-codes.key")
    if database.database in (None, "", ":memory:"):
        return secrets.token_bytes(_BYTES)
    return _kept(Path(f"{database.database}.key"))


def _kept(path: Path) -> bytes:
    """Processes that start together end up with one key: a file is linked into place only once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES))
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return bytes.fromhex(path.read_text())
