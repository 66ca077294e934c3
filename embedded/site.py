"""Embedded: the house's own pages - the front page, the merged documents, and whether it is up."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi.openapi.docs import get_swagger_ui_html
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from embedded.case_file import CaseFile
from embedded.folder import DataFolder
from embedded.journal import Journal
from embedded.openapi import merged
from embedded.values import NameUnknown, fill
from shared.kernel.clock import LAW_ZONE, Clock
from shared.security.development_issuer import PERSONA_GRANT, DevelopmentIssuer
from shared.service import VERSION, Running

TITLE = "法律援助案件平台 · Legal-aid case platform"
EXAMPLE_PERSONA = "intake-clerk"
_PAGE = Path(__file__).with_name("front_page.html")
_UNKNOWN_PATH = {
    "type": "about:blank",
    "code": "path_unknown",
    "title": "地址不存在",
    "status": 404,
    "detail": "地址以服务名开头，例如 /intake/v1/guide；接口文档见 /docs。",
    "remedy": "Paths begin with a service's name, such as /intake/v1/guide; see /docs.",
}
_FACTS = "/* facts */"
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:"
)


def site(
    services: Sequence[Running],
    issuer: DevelopmentIssuer,
    folder: DataFolder,
    clock: Clock,
    cases: Sequence[CaseFile],
) -> Starlette:
    """The pages at ``/``, ``/docs``, ``/openapi.json`` and ``/livez``."""
    page = _PAGE.read_text(encoding="utf-8")

    async def front_page(request: Request) -> Response:
        facts = {
            "services": [_service_facts(one) for one in services],
            "personas": _persona_facts(issuer),
            "cases": _case_facts(cases, Journal(folder.journal)),
            "grant": PERSONA_GRANT,
            "example": EXAMPLE_PERSONA,
            "now": clock.now().astimezone(LAW_ZONE).strftime("%Y-%m-%d %H:%M"),
            "version": VERSION,
        }
        return _html(page.replace(_FACTS, _safe_json(facts)))

    async def document(request: Request) -> Response:
        documents = {one.service.name: one.app.openapi() for one in services}
        return JSONResponse(merged(documents, title=TITLE))

    async def docs(request: Request) -> Response:
        assets = f"/{services[0].service.name}/docs/assets"
        swagger = get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=TITLE,
            swagger_js_url=f"{assets}/swagger-ui-bundle.js",
            swagger_css_url=f"{assets}/swagger-ui.css",
            swagger_favicon_url=f"{assets}/favicon.png",
        )
        return _html(bytes(swagger.body).decode())

    async def livez(request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    return Starlette(
        exception_handlers={404: _unknown_path},
        routes=[
            Route("/", front_page),
            Route("/openapi.json", document),
            Route("/docs", docs),
            Route("/livez", livez),
        ],
    )


async def _unknown_path(request: Request, _: Exception) -> Response:
    return JSONResponse(_UNKNOWN_PATH, 404, media_type="application/problem+json")


def _service_facts(running: Running) -> dict[str, str]:
    service = running.service
    return {
        "title": service.title,
        "purpose": service.description,
        "docs": f"/{service.name}/docs",
    }


def _persona_facts(issuer: DevelopmentIssuer) -> list[dict[str, str]]:
    return [
        {
            "name": persona.name,
            "label": persona.label_zh,
            "org": persona.org_id or "",
            "roles": " ".join(persona.roles),
        }
        for persona in issuer.personas.values()
    ]


def _case_facts(cases: Sequence[CaseFile], journal: Journal) -> list[dict[str, Any]]:
    return [
        {
            "title": case.title,
            "story": case.story,
            "article": case.article,
            "done": journal.done(case.name),
            "steps": len(case.steps),
            "timelines": _timelines(case, journal.saved(case.name)),
        }
        for case in cases
    ]


def _timelines(case: CaseFile, saved: dict[str, Any]) -> list[dict[str, Any]]:
    """Only those whose names are known already: a demo may still be playing."""
    found = []
    for reading in case.timelines:
        try:
            known = {**case.given, **saved}
            path, persona = fill(reading.path, known), fill(reading.persona, known)
        except NameUnknown:
            continue
        found.append({"title": reading.title, "persona": persona, "path": path})
    return found


def _safe_json(facts: dict[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")


def _html(text: str) -> HTMLResponse:
    return HTMLResponse(text, headers={"content-security-policy": _POLICY})
