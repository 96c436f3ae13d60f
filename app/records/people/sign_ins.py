"""Sign-ins that are under way at the provider; each is taken up once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.engine import Sessions

LASTS = timedelta(minutes=10)


class SignInRow(Base):
    """A browser that was sent to the provider; state and browser are kept as hashes."""

    __tablename__ = "sign_ins"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    destination: Mapped[str] = mapped_column(String(500))
    begun_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What has to fit when somebody comes back, and where they wanted to go."""

    nonce: str
    verifier: str
    destination: str


class SignInStore:
    """Keeps sign-ins that are under way."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def begin(self, state: str, browser: str, sign_in: SignIn) -> None:
        """Note a sign-in, and forget those that nobody came back for."""
        now = datetime.now(UTC)
        row = SignInRow(
            state_hash=_hash(state),
            browser_hash=_hash(browser),
            nonce=sign_in.nonce,
            verifier=sign_in.verifier,
            destination=sign_in.destination,
            begun_at=now,
        )
        async with self._sessions.begin() as session:
            await session.execute(delete(SignInRow).where(SignInRow.begun_at < now - LASTS))
            session.add(row)

    async def take(self, state: str, browser: str) -> SignIn | None:
        """Take up a sign-in of this very browser; ``None`` for any other, and the second time."""
        take = (
            delete(SignInRow)
            .where(
                SignInRow.state_hash == _hash(state),
                SignInRow.browser_hash == _hash(browser),
                SignInRow.begun_at >= datetime.now(UTC) - LASTS,
            )
            .returning(SignInRow.nonce, SignInRow.verifier, SignInRow.destination)
        )
        async with self._sessions.begin() as session:
            row = (await session.execute(take)).one_or_none()
        return SignIn(*row) if row is not None else None


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
