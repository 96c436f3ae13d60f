"""Tables as passages hold them, small enough to be seen whole."""

from __future__ import annotations

from gateway.calls import Excerpt

REGISTRATIONS = Excerpt(
    1,
    "Registrations",
    "",
    "\n".join(
        f"product: {product}; market: {market}; status: {status}; licence: {licence}; "
        f"approval_date: {approved}; renewal_due: {due}"
        for product, market, status, licence, approved, due in (
            ("Qavoretin", "US", "approved", "NDA 219", "2020-01-05", "2026-02-10"),
            ("Qavoretin", "EU", "approved", "EU/1/40", "2021-03-10", "2026-03-10"),
            ("Qavoretin", "CH", "approved", "CH/1/40", "2021-04-10", "2026-04-10"),
            ("Qavoretin", "JP", "not filed", "JP/1/40", "2021-05-10", "2026-05-10"),
            ("Drovelimab", "US", "approved", "BLA 761", "2022-02-11", "2027-02-11"),
            ("Drovelimab", "CH", "not filed", "CH/1/41", "2022-04-11", "2027-04-11"),
            ("Drovelimab", "JP", "under review", "JP/1/41", "2022-05-11", "2027-05-11"),
            ("Ylmasept", "US", "approved", "NDA 220", "2024-02-13", "2029-02-13"),
            ("Ylmasept", "JP", "approved", "JP/1/43", "2024-05-13", "2029-05-13"),
        )
    ),
)
DRUGS = Excerpt(
    1,
    "Drug approvals",
    "",
    "\n".join(
        f"drug: {drug}; strength: {strength}; country: {country}; status: {status}; date: {date}"
        for drug, strength, country, status, date in (
            ("Brufenol", "5 mg", "Spain", "approved", "2020-01-05"),
            ("Brufenol", "7.5 mg", "Portugal", "refused", "2021-06-30"),
            ("Caltrex", "5 mg", "Italy", "approved", "2021-12-31"),
            ("Caltrex", "10 mg", "Spain", "withdrawn", "2022-03-01"),
            ("Danzepal", "0.02 g", "France", "approved", "2023-07-15"),
        )
    ),
)
