"""Demo: plays case files through the HTTP APIs, all cases together, in the order of their moments."""

import asyncio
import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Protocol

import httpx

from embedded.case_file import CaseFile, Step, moment_of
from embedded.journal import Journal
from embedded.values import NameUnknown, PathLeadsNowhere, fill, take
from shared.kernel.clock import ManualClock

WAIT_SECONDS_MAX = 30.0  # how long a step waits for another service to hear of something
ASK_AGAIN_SECONDS = 0.1
RETRIES_MAX = 20  # of a call that found the house busy or gone for a moment
RETRY_SECONDS = 0.5
_RETRIED = frozenset({409, 425, 429, 503})
_IN_FLIGHT = "request_in_flight"


class StepFailed(Exception):
    """A step did not come out as its case file says; the message tells what came instead."""


class Progress(Protocol):
    """Told after every step."""

    def stepped(self, case: CaseFile, step: Step) -> None: ...


class Player:
    """Bears the tokens of the personas and the one business clock of the house."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        token_of: Callable[[str], str],
        clock: ManualClock,
        journal: Journal,
        wait_seconds: float = WAIT_SECONDS_MAX,
    ) -> None:
        self._client = client
        self._token_of = token_of
        self._clock = clock
        self._journal = journal
        self._wait_seconds = wait_seconds

    async def play(self, cases: Iterable[CaseFile], progress: Progress) -> None:
        """Every step that is not done yet. Raises StepFailed at the first that goes wrong."""
        for case, step in _by_moment(cases):
            if step.number <= self._journal.done(case.name):
                continue
            try:
                await self._perform(case, step)
            except (StepFailed, NameUnknown) as error:
                raise StepFailed(
                    f"{case.name}, step {step.number} ({step.what}): {error}"
                ) from error
            progress.stepped(case, step)

    async def read(self, case: CaseFile, persona: str, path: str) -> Any:
        """What ``persona`` sees at ``path``, with the names that the case has saved filled in."""
        known = self.known(case)
        return await self.ask(str(fill(persona, known)), str(fill(path, known)))

    def known(self, case: CaseFile) -> dict[str, Any]:
        """What the steps of the case may name."""
        return {**case.given, **self._journal.saved(case.name)}

    async def ask(self, persona: str, path: str) -> Any:
        """A plain reading. Raises StepFailed unless it is answered."""
        answer = await self._send("GET", path, headers=self._headers(persona))
        if answer.status_code != httpx.codes.OK:
            raise StepFailed(f"GET {path} as {persona} answered {_shown(answer)}")
        return answer.json()

    async def _perform(self, case: CaseFile, step: Step) -> None:
        if self._clock.now() < step.at:
            self._clock.set(step.at)
        known = self.known(case)
        document = await (self._awaited(step, known) if step.until else self._called(step, known))
        saved = self._journal.saved(case.name)
        for name, path in step.save.items():
            try:
                saved[name] = take(document, str(fill(path, known)))
            except PathLeadsNowhere as error:
                raise StepFailed(f"the answer has no {path!r}: {_short(document)}") from error
        self._journal.note(case.name, step.number, saved)

    async def _called(self, step: Step, saved: Mapping[str, Any]) -> Any:
        answer = await self._answer(step, saved)
        problem = _unexpected(step, answer)
        if problem:
            raise StepFailed(problem)
        return _document(answer)

    async def _awaited(self, step: Step, saved: Mapping[str, Any]) -> Any:
        """Ask until every path of ``until`` shows its value: events take their time."""
        wanted = {str(fill(path, saved)): value for path, value in fill(step.until, saved).items()}
        deadline = asyncio.get_running_loop().time() + self._wait_seconds
        while True:
            answer = await self._answer(step, saved)
            if answer.is_success and _shows(_document(answer), wanted):
                return _document(answer)
            if asyncio.get_running_loop().time() > deadline:
                raise StepFailed(f"waited in vain for {wanted}: {_shown(answer)}")
            await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def _answer(self, step: Step, saved: Mapping[str, Any]) -> httpx.Response:
        persona = None if step.persona is None else str(fill(step.persona, saved))
        headers = self._headers(persona)
        if step.method != "GET":
            headers["Idempotency-Key"] = str(step.key)
        if step.version is not None:
            headers["If-Match"] = f'"{fill(step.version, saved)}"'
        if step.version_of:
            headers["If-Match"] = await self._version(str(fill(step.version_of, saved)), persona)
        body = None if step.body is None else json.dumps(_plain(fill(step.body, saved)))
        if body is not None:
            headers["Content-Type"] = "application/json"
        path = str(fill(step.path, saved))
        return await self._send(step.method, path, headers=headers, content=body)

    async def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The same key makes it safe to send again when the house was busy or away."""
        for attempt in range(RETRIES_MAX):
            try:
                answer = await self._client.request(method, path, **request)
            except httpx.TransportError:
                if attempt == RETRIES_MAX - 1:
                    raise
            else:
                if not _worth_repeating(answer):
                    return answer
            await asyncio.sleep(RETRY_SECONDS)
        return answer

    async def _version(self, path: str, persona: str | None) -> str:
        answer = await self._send("GET", path, headers=self._headers(persona))
        etag = answer.headers.get("ETag")
        if not answer.is_success or etag is None:
            raise StepFailed(f"GET {path} gave no version: {_shown(answer)}")
        return str(etag)

    def _headers(self, persona: str | None) -> dict[str, str]:
        headers = {"Accept-Language": "zh-CN"}
        if persona is not None:
            headers["Authorization"] = f"Bearer {self._token_of(persona)}"
        return headers


def _by_moment(cases: Iterable[CaseFile]) -> Iterator[tuple[CaseFile, Step]]:
    """All steps in the order of the clock; within one moment, by case and step."""

    def placed(case: CaseFile) -> Iterator[tuple[datetime, str, int, CaseFile, Step]]:
        return ((step.at, case.name, step.number, case, step) for step in case.steps)

    for _, _, _, case, step in heapq.merge(*(placed(case) for case in cases)):
        yield case, step


def _unexpected(step: Step, answer: httpx.Response) -> str | None:
    if step.expect is None and not answer.is_success:
        return f"expected success, got {_shown(answer)}"
    if step.expect is not None and answer.status_code != step.expect:
        return f"expected {step.expect}, got {_shown(answer)}"
    if step.refusal is not None and answer.json().get("code") != step.refusal:
        return f"expected the refusal {step.refusal}, got {_shown(answer)}"
    return None


def _document(answer: httpx.Response) -> Any:
    """JSON as data; a file, such as the bank's, as text."""
    if answer.headers.get("content-type", "").startswith("application/json"):
        return answer.json()
    return answer.text


def _worth_repeating(answer: httpx.Response) -> bool:
    if answer.status_code != httpx.codes.CONFLICT:
        return answer.status_code in _RETRIED
    return _IN_FLIGHT in answer.text


def _shows(document: Any, wanted: Mapping[str, Any]) -> bool:
    try:
        return all(take(document, path) == value for path, value in wanted.items())
    except PathLeadsNowhere:
        return False


def _plain(value: Any) -> Any:
    """TOML dates and moments as the APIs take them."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return moment_of(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _shown(answer: httpx.Response) -> str:
    return f"{answer.status_code} {answer.text[:600]}"


def _short(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)[:600]
