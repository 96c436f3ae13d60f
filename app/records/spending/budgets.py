"""What was spent, in the database: by day and by month, with budgets, choices and notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, Row, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.descriptions import budget_set, choice_changed
from app.audit.events import SERVICE, Actor
from app.records.audit import append
from app.records.database.base import Base
from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, insert_into
from app.spending.accounts import BudgetState, Choice, Notice, SpentDay, amount_of, units_of
from gateway.configuration.budgets import AtLimit, Budgets

_BIG = BigInteger().with_variant(Integer, "sqlite")
# In a key an unknown currency is empty: no key may hold NULL.
UNKNOWN = ""


class SpendingDayRow(Base):
    """What one assistant spent on one route in one day; prices as in `app.spending.accounts`."""

    __tablename__ = "spending_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    department: Mapped[str] = mapped_column(primary_key=True)
    assistant: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    calls: Mapped[int]
    failed: Mapped[int]
    unpriced: Mapped[int]
    input_tokens: Mapped[int] = mapped_column(_BIG)
    cached_tokens: Mapped[int] = mapped_column(_BIG)
    output_tokens: Mapped[int] = mapped_column(_BIG)
    estimated_input_tokens: Mapped[int] = mapped_column(_BIG)
    estimated_output_tokens: Mapped[int] = mapped_column(_BIG)
    price: Mapped[int] = mapped_column(_BIG)
    estimated_price: Mapped[int] = mapped_column(_BIG)


class SpendingMonthRow(Base):
    """What a department spent in a month, and what is set aside for answers under way."""

    __tablename__ = "spending_months"

    department: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    currency: Mapped[str] = mapped_column(primary_key=True)
    spent: Mapped[int] = mapped_column(_BIG)
    reserved: Mapped[int] = mapped_column(_BIG)


class ReservationRow(Base):
    """Money set aside for one attempt at a route, until it is settled or expires."""

    __tablename__ = "spending_reservations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    department: Mapped[str]
    assistant: Mapped[str]
    currency: Mapped[str]
    route: Mapped[str]
    model: Mapped[str]
    day: Mapped[date] = mapped_column(Date)
    month: Mapped[date] = mapped_column(Date)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    most: Mapped[int] = mapped_column(_BIG)
    input_tokens: Mapped[int] = mapped_column(_BIG)
    output_tokens: Mapped[int] = mapped_column(_BIG)


class BudgetRow(Base):
    """A department's budget as ``gateway.yaml`` last had it, and what its admins chose."""

    __tablename__ = "budgets"

    department: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int | None] = mapped_column(_BIG)
    currency: Mapped[str | None]
    warn_at: Mapped[int]
    at_limit: Mapped[str]


class BudgetNoticeRow(Base):
    """A share of a month's budget was reached; there is one row for each."""

    __tablename__ = "budget_notices"

    department: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    percent: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class SqlBudgetStore:
    """Reads what was spent, and keeps what the company and the departments decided."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def note_budgets(self, budgets: Budgets) -> None:
        """Keep the budgets of ``gateway.yaml``; one that differs from before is in the audit trail.

        A department's choice outlives its budget.
        """
        now = datetime.now(UTC)
        async with self._sessions.begin() as session:
            for department in sorted(budgets):
                new = _chosen(Choice()) | {"department": department}
                await session.execute(
                    insert_into(dialect_of(session), BudgetRow).values(new).on_conflict_do_nothing()
                )
            known = await session.execute(
                select(BudgetRow.department, BudgetRow.amount, BudgetRow.currency)
                .order_by(BudgetRow.department)
                .with_for_update()
            )
            for department, amount, currency in known.all():
                budget = budgets.get(department)
                wanted = (units_of(budget.amount), budget.currency) if budget else (None, None)
                if wanted == (amount, currency):
                    continue
                await session.execute(
                    update(BudgetRow)
                    .where(BudgetRow.department == department)
                    .values(amount=wanted[0], currency=wanted[1])
                )
                before = _money(amount, currency)
                event = budget_set(Actor(SERVICE), department, before, _money(*wanted))
                await append(session, event, now)

    async def choose(self, department: str, choice: Choice, actor: Actor) -> bool:
        """Keep what a department wants, with its event; tells whether anything changed."""
        values = _chosen(choice)
        async with self._sessions.begin() as session:
            before = (
                await session.execute(
                    select(BudgetRow.warn_at, BudgetRow.at_limit)
                    .where(BudgetRow.department == department)
                    .with_for_update()
                )
            ).one_or_none()
            earlier = Choice(before.warn_at, AtLimit(before.at_limit)) if before else Choice()
            if earlier == choice:
                return False
            statement = insert_into(dialect_of(session), BudgetRow).values(
                values | {"department": department}
            )
            await session.execute(
                statement.on_conflict_do_update(index_elements=[BudgetRow.department], set_=values)
            )
            await append(
                session, choice_changed(actor, department, earlier, choice), datetime.now(UTC)
            )
        return True

    async def states(self, departments: Collection[str], month: date) -> list[BudgetState]:
        """The budgets of these departments in one month, in the order of their names."""
        named = sorted(departments)
        async with self._sessions() as session:
            budgets = {
                row.department: row
                for row in await session.execute(_BUDGETS.where(BudgetRow.department.in_(named)))
            }
            months = {
                (row.department, row.currency): row
                for row in await session.execute(
                    _MONTHS.where(
                        SpendingMonthRow.department.in_(named), SpendingMonthRow.month == month
                    )
                )
            }
            notices: dict[str, list[Notice]] = defaultdict(list)
            for row in await session.execute(
                _NOTICES.where(
                    BudgetNoticeRow.department.in_(named), BudgetNoticeRow.month == month
                ).order_by(BudgetNoticeRow.percent)
            ):
                notices[row.department].append(Notice(*row))
        return [_state(name, month, budgets.get(name), months, notices[name]) for name in named]

    async def days(
        self, departments: Collection[str] | None, since: date, until: date
    ) -> list[SpentDay]:
        """What was spent from a day on and before another, by day; of all departments for none."""
        query = _DAYS.where(SpendingDayRow.day >= since, SpendingDayRow.day < until)
        if departments is not None:
            query = query.where(SpendingDayRow.department.in_(sorted(departments)))
        async with self._sessions() as session:
            rows = await session.execute(query.order_by(*SpendingDayRow.__table__.primary_key))
            return [_day(row) for row in rows]

    async def first_day(self, departments: Collection[str]) -> date | None:
        """The first day on which something was spent by these departments, if there is one."""
        first = select(func.min(SpendingDayRow.day)).where(
            SpendingDayRow.department.in_(sorted(departments))
        )
        async with self._sessions() as session:
            found: date | None = await session.scalar(first)
        return found

    async def departments(self) -> frozenset[str]:
        """Every department that has a budget, made a choice or spent something."""
        query = select(BudgetRow.department).union(select(SpendingDayRow.department))
        async with self._sessions() as session:
            return frozenset((await session.execute(query)).scalars())


_BUDGETS = select(*BudgetRow.__table__.columns)
_MONTHS = select(*SpendingMonthRow.__table__.columns)
_NOTICES = select(*BudgetNoticeRow.__table__.columns)
_DAYS = select(*SpendingDayRow.__table__.columns)


def _state(
    department: str,
    month: date,
    budget: Row[Any] | None,
    months: dict[tuple[str, str], Row[Any]],
    notices: Sequence[Notice],
) -> BudgetState:
    currency = budget.currency if budget else None
    spent = months.get((department, currency)) if currency else None
    return BudgetState(
        department=department,
        month=month,
        amount=None if budget is None or budget.amount is None else amount_of(budget.amount),
        currency=currency,
        spent=amount_of(spent.spent if spent else 0),
        reserved=amount_of(spent.reserved if spent else 0),
        choice=Choice(budget.warn_at, AtLimit(budget.at_limit)) if budget else Choice(),
        notices=tuple(notices),
    )


def _day(row: Row[Any]) -> SpentDay:
    values = dict(row._mapping)
    values["currency"] = row.currency or None
    values["known_price"] = amount_of(values.pop("price"))
    values["estimated_price"] = amount_of(row.estimated_price)
    return SpentDay(**values)


def _chosen(choice: Choice) -> dict[str, Any]:
    return {"warn_at": choice.warn_at, "at_limit": choice.at_limit.value}


def _money(units: int | None, currency: str | None) -> str:
    return "none" if units is None else f"{amount_of(units)} {currency}"
