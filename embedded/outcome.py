"""Demo: what came of it - timelines, clocks kept, the books, the audit chains, nothing left on the way."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from rich.console import Console
from rich.table import Table

from embedded.case_file import CaseFile
from embedded.house import SERVICES
from embedded.player import Player, StepFailed
from embedded.words import written_moment
from shared.db.engine import Database
from shared.kernel.money import yuan
from shared.messaging.flow import Levels, levels_of

AUDITOR = "auditor"
WATCHER = "agency-head"
TRIAL_BALANCE = "/payment/v1/audit/trial-balance"
QUIET_SECONDS_MAX = 20.0
LOOK_AGAIN_SECONDS = 0.1
_LATE = frozenset({"overdue", "met_late"})
_RIGHTS = frozenset({"applicant"})  # a right that nobody uses is no fault
_ROLES = {
    "provider": "承办人员",
    "reviewer": "审查员",
    "intake_clerk": "受理员",
    "agency_head": "负责人",
}
_STATES = {
    "running": "进行中",
    "due_soon": "将到期",
    "paused": "暂停",
    "met": "已按期履行",
    "met_late": "逾期履行",
    "overdue": "已逾期",
    "canceled": "已取消",
}


async def print_outcome(
    player: Player,
    databases: Mapping[str, Database],
    cases: Sequence[CaseFile],
    console: Console,
) -> None:
    """Print it all, then raise StepFailed when anything is not as it should be."""
    levels = await _quiet(databases)
    for case in cases:
        await _print_timelines(player, case, console)
    faults = [*_flow_faults(levels)]
    faults += await _print_clocks(player, console)
    faults += await _print_books(player, console)
    faults += await _print_audit(player, console)
    if faults:
        raise StepFailed("; ".join(faults))


async def _quiet(databases: Mapping[str, Database]) -> dict[str, Levels]:
    """What still waits in each service, once nothing moves any more or patience ends."""
    deadline = asyncio.get_running_loop().time() + QUIET_SECONDS_MAX
    while True:
        levels = {service: await _levels(database) for service, database in databases.items()}
        waits = any(found.unsent_streams or found.ready_streams for found in levels.values())
        if not waits or asyncio.get_running_loop().time() > deadline:
            return levels
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def _levels(database: Database) -> Levels:
    async with database.begin(write=False) as connection:
        return await levels_of(connection)


def _flow_faults(levels: dict[str, Levels]) -> list[str]:
    """Every number of the flow must be nought when all is done."""
    return [
        f"{service}: {name} {count}"
        for service, found in levels.items()
        for name, count in found.rows().items()
        if count
    ]


async def _print_timelines(player: Player, case: CaseFile, console: Console) -> None:
    for reading in case.timelines:
        timeline = await player.read(case, reading.persona, reading.path)
        number = timeline["case_no"] or ""
        table = Table(
            title=f"{case.title} {number} · {reading.title}", title_justify="left", box=None
        )
        table.add_column("时间", no_wrap=True, style="dim")
        table.add_column("经过")
        lines = [(entry["at"], entry["zh"], "") for entry in timeline["entries"]]
        lines += [(opened["at"], _read_text(opened), "dim") for opened in timeline["reads"]]
        for at, text, style in sorted(lines, key=itemgetter(0)):
            table.add_row(written_moment(at), text, style=style)
        if timeline["next_step"]:
            table.add_row("下一步", _next_text(timeline["next_step"]), style="bold")
        console.print(table, "")


def _read_text(opened: Mapping[str, Any]) -> str:
    """Who opened the file, as the citizen may know it: role and organization, never the person."""
    shown = "全部" if opened["whole"] else "隐去身份信息"
    who = _ROLES.get(opened["role"], opened["role"])
    return f"（{opened['org_name'] or opened['org_id'] or ''} {who}查看了案卷：{shown}）"


def _next_text(step: Mapping[str, Any]) -> str:
    clock = step["clock"]
    if clock is None:
        return str(step["zh"])
    pause = "，期限已暂停" if clock["paused"] else f"，期限 {written_moment(clock['limit_at'])}"
    return f"{step['zh']}（{clock['article']}{pause}）"


async def _print_clocks(player: Player, console: Console) -> list[str]:
    """Statutory clocks per article and state; a late one is a fault."""
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for service in SERVICES:
        summary = await player.ask(WATCHER, f"/{service}/v1/deadlines/summary?kept_days=366")
        for entry in summary["counts"]:
            clock = (entry["code"], entry["article"], entry["owner"], entry["state"])
            counted[clock] += entry["count"]
    table = Table(title="法定期限 · statutory clocks", title_justify="left")
    for column in ("期限", "依据", "责任人", "状态", "件数"):
        table.add_column(column)
    for (code, article, owner, state), count in sorted(counted.items()):
        table.add_row(code, article, owner, _told(owner, state), str(count))
    console.print(table)
    return [
        f"clock {code} of {owner} is {state}"
        for code, _, owner, state in counted
        if state in _LATE and owner not in _RIGHTS
    ]


def _told(owner: str, state: str) -> str:
    """A duty is late; a right that nobody used has only run out."""
    if state == "overdue" and owner in _RIGHTS:
        return "期满未行使"
    return _STATES.get(state, state)


async def _print_books(player: Player, console: Console) -> list[str]:
    balance = await player.ask(AUDITOR, TRIAL_BALANCE)
    table = Table(title="试算平衡 · trial balance", title_justify="left")
    for column in ("账户", "借方（元）", "贷方（元）"):
        table.add_column(column, justify="left" if column == "账户" else "right")
    for account in balance["accounts"]:
        name = " ".join(
            str(account[part]) for part in ("fiscal_year", "fund_source", "use_line", "kind")
        )
        table.add_row(name, yuan(account["debits_fen"]), yuan(account["credits_fen"]))
    table.add_row("合计", yuan(balance["debits_fen"]), yuan(balance["credits_fen"]), style="bold")
    console.print(table)
    return [] if balance["balanced"] else ["the trial balance is not zero"]


async def _print_audit(player: Player, console: Console) -> list[str]:
    faults: list[str] = []
    for service in SERVICES:
        report: dict[str, Any] = await player.ask(AUDITOR, f"/{service}/v1/audit/verification")
        state = "完整 whole" if report["whole"] else f"断裂 {report['first_break']}"
        console.print(f"审计链 {service}: {report['streams']} 条，{report['entries']} 项，{state}")
        if not report["whole"]:
            faults.append(f"the audit chain of {service} breaks")
    return faults
