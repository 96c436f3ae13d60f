"""What the errors of the AWS client mean, by their names."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from gateway.attempts import RouteFailedError, RouteRefusedError
from gateway.resilience.failure_reasons import is_of_the_setup
from gateway.routes.bedrock_errors import judged


def told(code: str, status: int = 400, *, begun: bool = False) -> Exception:
    """What an error of this name is for the gateway."""
    response = {
        "Error": {"Code": code, "Message": "no"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    error = ClientError(response, "ConverseStream")  # type: ignore[arg-type]
    return judged(error, "Converse", begun=begun)


@pytest.mark.parametrize("code", ["ServiceQuotaExceededException", "modelStreamErrorException"])
def test_what_may_be_over_in_a_moment_is_a_failure(code: str) -> None:
    found = told(code)

    assert isinstance(found, RouteFailedError)
    assert found.passing


@pytest.mark.parametrize(
    "code",
    [
        "AccessDeniedException",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "MissingAuthenticationTokenException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
        "OptInRequired",
        "ResourceNotFoundException",
    ],
)
def test_credentials_and_models_that_are_not_taken_are_of_the_setup(code: str) -> None:
    found = told(code, 403)

    assert isinstance(found, RouteRefusedError)
    assert is_of_the_setup(found.reason)


def test_an_error_that_nobody_foresaw_is_a_refusal_that_says_nothing_of_the_setup() -> None:
    found = told("SomethingNewException", 409)

    assert isinstance(found, RouteRefusedError)
    assert not is_of_the_setup(found.reason)


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "Unheard"])
def test_what_ends_an_answer_that_had_begun_is_a_failure_and_no_refusal(code: str) -> None:
    assert isinstance(told(code), RouteRefusedError)
    assert isinstance(told(code, begun=True), RouteFailedError)


def test_an_event_that_cannot_be_read_is_a_failure_where_text_came_before_it() -> None:
    assert isinstance(judged(ValueError("no"), "Converse", begun=True), RouteFailedError)
    assert isinstance(judged(ValueError("no"), "Converse"), RouteRefusedError)
