"""HTTP: one page per problem code, so that the ``type`` of every problem leads somewhere."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from shared.http.bodies import Answer
from shared.http.catalogue import Entry, Wording
from shared.http.routing import ServiceRouter, gate
from shared.kernel.refusals import NotFound

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class ProblemCodeNotFound(NotFound):
    """The catalogue holds no such code."""


class WordingOut(Answer):
    title: str
    detail: str
    remedy: str


class ProblemPageOut(Answer):
    code: str
    zh: WordingOut
    en: WordingOut


class ProblemIndexOut(Answer):
    codes: list[str]


def problem_router(service: str) -> ServiceRouter:
    """``GET /<service>/problems`` and ``/{code}``: JSON, or HTML for a browser."""
    router = ServiceRouter(prefix=f"/{service}", tags=["problems"])

    @router.get("/problems")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def list_problems(request: Request) -> ProblemIndexOut:
        """List every code that an answer of this service may carry."""
        return ProblemIndexOut(codes=sorted(request.app.state.catalogue.entries))

    @router.get("/problems/{code}", response_model=ProblemPageOut)
    @gate(roles={"public"}, reads=True, tenant="public", refuses=(ProblemCodeNotFound,))
    async def read_problem(code: str, request: Request) -> Response:
        """Explain one problem code in zh-CN and en, with what to do about it."""
        entry = request.app.state.catalogue.entry(code)
        if entry is None:
            raise ProblemCodeNotFound()
        if "text/html" in request.headers.get("accept", ""):
            headers = {"content-security-policy": _POLICY}
            return HTMLResponse(problem_html(entry), headers=headers)
        return JSONResponse(_page(entry).model_dump())

    return router


def problem_html(entry: Entry) -> str:
    """A plain page that needs nothing from anywhere."""
    sections = _section(entry.zh, "zh-CN") + _section(entry.en, "en")
    code = escape(entry.code)
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{code}</title>'
        "<style>body{font:16px/1.6 sans-serif;max-width:40em;margin:3em auto;padding:0 1em}</style>"
        f"<p><code>{code}</code></p>{sections}</html>"
    )


def _section(wording: Wording, language: str) -> str:
    title, detail, remedy = map(escape, (wording.title, wording.detail, wording.remedy))
    return f'<section lang="{language}"><h1>{title}</h1><p>{detail}</p><p>{remedy}</p></section>'


def _page(entry: Entry) -> ProblemPageOut:
    texts = {"zh": entry.zh, "en": entry.en}
    return ProblemPageOut(
        code=entry.code, **{name: WordingOut.model_validate(text) for name, text in texts.items()}
    )
