"""The one shape in which a guard says no."""

from __future__ import annotations

from starlette.responses import JSONResponse


def refusal(status: int, code: str, message: str) -> JSONResponse:
    """An answer of `status`: a stable ``code`` for programs, a ``message`` for people."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)
