"""Puts the parts together: the tables, the content, Rasa, the custom actions, the desk and the channels."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Engine

from bot.alerts import AlertDelivery
from bot.alerts.delivery import console_address
from bot.alerts.self_test import SelfTest
from bot.casework import Casework
from bot.casework.runner import run_clock
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.advisers import AdviserWork
from bot.channels.web.team_page import TeamPages
from bot.console.start import advisers_console, first_console_links
from bot.console.web import Console
from bot.content.alert_words import TelegramWords
from bot.content.live import LiveContent, serve
from bot.content.watch import watch_content
from bot.conversation.answering import Answering, MustWait
from bot.conversation.desk import ConversationDesk
from bot.conversation.linking import Linking
from bot.conversation.news import News
from bot.editors.start import editors_desk
from bot.explain import Passage
from bot.explaining import explained
from bot.people.demo import read_demo
from bot.rasa.action_server import action_app
from bot.rasa.background import BackgroundTraining
from bot.rasa.supervisor import RasaProcess, free_port
from bot.settings import Settings
from bot.storage.adviser_chats import AdviserChats
from bot.storage.alert_outbox import AlertOutbox
from bot.storage.database import open_database
from bot.storage.demo_people import keep_demo, keep_settings_desk
from bot.storage.papers import Papers
from bot.storage.people import People, plain_name
from bot.storage.route_tests import RouteTests
from bot.storage.store import Store
from bot.storage.suggestions import Suggestions
from bot.storage.training_runs import TrainingRuns
from bot.suggestions import OfficerLetters, officer_scope
from bot.web_app import QuietServer
from common.front_matter import read_yaml
from common.safety import load_rules

log = structlog.get_logger()


def now() -> dt.datetime:
    """The time, aware."""
    return dt.datetime.now(dt.UTC)


class Bot:
    """Everything that runs beside Rasa, and Rasa itself.

    Args:
        settings: the settings.
        model: path of the trained model.
        clock: the time; a test may pass its own.
        rasa_options: more arguments for Rasa's launcher.
    """

    def __init__(
        self,
        settings: Settings,
        model: Path,
        *,
        clock: Callable[[], dt.datetime] = now,
        rasa_options: tuple[str, ...] = (),
    ) -> None:
        self.settings, self.clock = settings, clock
        database = open_database(settings.database_url)
        self.store, self.papers = Store(database), Papers(database)
        self.suggestions = Suggestions(database)
        self.content = LiveContent(settings.content)
        serve(self.content)
        self.actions_port = settings.actions_port or free_port()
        self.rasa = self._rasa_process(model, rasa_options)
        self.training = BackgroundTraining(
            settings=settings, live=self.content, rasa=self.rasa, runs=TrainingRuns(database), clock=clock
        )
        self._database, self.demo = database, False
        self.people = People(database, self._name_of)
        self.casework = self._casework(database)
        self.alert_routes = ("email",) if settings.alert_email else ()
        self.answering = self._answering()
        self.desk = self._desk()
        self.team_pages = self._team_pages()
        self.editors = editors_desk(settings, database, self.content, clock, self._explain)
        self.news = News(self.suggestions.unasked, self.desk.tell)
        self.telegram = self._telegram(AdviserChats(database))
        self.console = self._console(database)
        self.console_links = partial(first_console_links, settings, database, clock)
        self.alerts = self._alerts(AlertOutbox(database, lambda: self.content.content.handoff))
        self.self_test = self._self_test(RouteTests(database))
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._actions: QuietServer | None = None

    async def start(self, *, channels: bool = True) -> None:
        """Starts everything but the web server; Rasa may still be waking when it returns.

        Args:
            channels: whether to reach people (Telegram, alerts) and to look after the content and the tables too.
        """
        self._loop = asyncio.get_running_loop()
        self._actions = QuietServer(action_app(), "127.0.0.1", self.actions_port)
        await self._actions.start()
        await self.rasa.start()
        await asyncio.to_thread(self._keep_people)  # so that `offer ask` answers as the running bot does
        if channels:
            self._task(self.alerts.run(), "alerts")
            self._task(self.self_test.run(), "test of the alert routes")
            self._task(run_clock(self.casework), "case clock")
            await asyncio.to_thread(self.editors.publisher.notice)
            self._task(watch_content(self.content, self.editors.publisher.notice), "content watch")
            self._task(self._purge_daily(), "purge")
            if self.settings.background_training:
                self._task(self.training.run(), "background training")
            self._task(self.news.run(), "news")
            if self.telegram:
                await self.telegram.start()
        await self.desk.resume()

    async def stop(self) -> None:
        """Ends everything, the messages not yet answered being kept."""
        if self.telegram:
            with contextlib.suppress(Exception):
                await self.telegram.stop()
        await self.desk.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.rasa.stop()
        if self._actions:
            await self._actions.stop()
        self.store.close()

    def _rasa_process(self, model: Path, options: tuple[str, ...]) -> RasaProcess:
        return RasaProcess(
            model,
            f"http://127.0.0.1:{self.actions_port}/webhook",
            port=self.settings.rasa_port,
            timeout=self.settings.rasa_timeout,
            on_state=self._engine_changed,
            options=options,
            content=self.settings.content,
        )

    def _console(self, database: Engine) -> Console:
        return advisers_console(
            self.settings, database, self.casework, self.people, self.content,
            lambda: self.content.content.handoff, self.clock, lambda: self.telegram.name if self.telegram else None,
        )  # fmt: skip

    def _answering(self) -> Answering:
        settings = self.settings
        return Answering(
            store=self.store,
            content=self.content,
            rasa=self.rasa.client,
            engine_state=lambda: self.rasa.state,
            rules=load_rules(read_yaml(settings.content / "safety" / "rules.yml")),
            clock=self.clock,
            alerts=bool(self.alert_routes),
            council=settings.council,
            message_limit=settings.message_limit,
            keep_days=settings.keep_days,
            overdue_days=settings.overdue_days,
            public_url=settings.public_url,
            officer=officer_scope(settings),
            care=self.casework,
            judge=self.rasa.client.judge,
            links=Linking(self.people, self.content, self.clock),
        )

    def _keep_people(self) -> None:
        """The duty desk of the settings, and made-up people where this is a demonstration."""
        keep_settings_desk(self._database, self.settings.alert_email)
        wanted = self.settings.demo and not self.settings.alert_email
        self.demo = keep_demo(self._database, read_demo(), self.clock().date(), wanted=wanted)

    def demo_code(self) -> tuple[str, str, str | None] | None:
        """A made-up person's name, a link code for them, and their adviser's name; None outside a demonstration."""
        found = self.people.demo_person() if self.demo else None
        if found is None:
            return None
        adviser = self.people.adviser(found.adviser) if found.adviser else None
        code = self.people.new_code(found.id, "the demonstration", self.clock())
        return found.first_name, code, adviser.name if adviser else None

    def _desk(self) -> ConversationDesk:
        return ConversationDesk(
            store=self.store,
            content=self.content,
            answering=self.answering,
            engine_state=lambda: self.rasa.state,
            clock=self.clock,
            flood_limit=self.settings.flood_limit,
            keep_days=self.settings.keep_days,
            alert_routes=self.alert_routes,
            on_outbound=self._wake,
            public_url=self.settings.public_url,
            cases=self.casework,
        )

    def _casework(self, database: Engine) -> Casework:
        return Casework(
            database,
            self.people,
            content=lambda: self.content.content,
            policies=lambda: self.content.content.handoff,
            clock=self.clock,
            council=self.settings.council,
            tell=lambda *message: self._from_thread(lambda: self.desk.tell(*message)),
            wake=lambda: self._from_thread(self._wake),
            show_writing=lambda *who: self._from_thread(lambda: self._show_writing(*who)),
        )

    def _show_writing(self, channel: str, external_id: str, words: str) -> None:
        """Shows a person that an adviser is writing: in words on the page; Telegram has its own sign."""
        if channel == "telegram" and self.telegram:
            self.telegram.show_typing(external_id)
        self.desk.writing(channel, external_id, words)

    def _name_of(self, council: str) -> str:
        found = self.content.content.councils.get(council)
        return found.name if found else plain_name(council)

    def _from_thread(self, act: Callable[[], None]) -> None:
        """Does something in the loop, whatever thread asks for it; nothing before the start."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)

    def _team_pages(self) -> TeamPages:
        demonstration, away = not self.alert_routes, self.settings.exit_address
        return TeamPages(lambda: self.content.content, self.clock, demonstration=demonstration, exit_address=away)

    async def _explain(self, text: str, council: str | None, age: int | None) -> list[Passage]:
        """Why a message goes where it goes; raises MustWait while Rasa is not there, and what `explained` raises."""
        if self.rasa.state != "ready":
            raise MustWait(self.rasa.state)
        return await explained(self.rasa.client, self.content.content, text, self.clock().date(), council, age)

    def _alerts(self, outbox: AlertOutbox) -> AlertDelivery:
        settings, content = self.settings, self.content
        letters = OfficerLetters(self.suggestions, settings, lambda: content.content)
        telegram = self.telegram.alerts(self._adviser_words) if self.telegram else None
        return AlertDelivery(outbox, settings, self.clock, lambda: content.content, letters=letters, telegram=telegram)

    def _adviser_words(self) -> TelegramWords | None:
        words = self.content.content.alerts
        return words.telegram if words else None

    def _self_test(self, tests: RouteTests) -> SelfTest:
        return SelfTest(
            tests,
            self.alerts.carriers,
            lambda: self.content.content,
            self.clock,
            lambda council, day: self.people.roster(None, council, None, day),
            lambda: self._from_thread(self._wake),
        )

    def _telegram(self, chats: AdviserChats) -> TelegramChannel | None:
        token = self.settings.telegram_token
        if token is None:
            return None
        secret = self.settings.telegram_secret
        return TelegramChannel(
            self.desk,
            self.store,
            token=token.get_secret_value(),
            api_address=self.settings.telegram_api,
            clock=self.clock,
            public_url=self.settings.public_url,
            secret=secret.get_secret_value() if secret else None,
            advisers=AdviserWork(
                chats=chats,
                cases=self.casework,
                words=self._adviser_words,
                may_reply=lambda council: self.content.content.handoff.of(council).routes_show_words,
                console=lambda case: console_address(self.settings, case),
                clock=self.clock,
            ),
        )

    def _task(self, work: Awaitable[None], name: str) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))  # type: ignore[arg-type]

    def _engine_changed(self, state: str) -> None:
        self.desk.engine_changed(self.rasa.state)

    def _wake(self) -> None:
        if self.telegram:
            self.telegram.wake()
        self.alerts.wake()

    async def _purge_daily(self) -> None:
        while True:
            before = self.clock() - dt.timedelta(days=self.settings.keep_days)
            for conversation in await asyncio.to_thread(self.store.purge, before):
                await self.rasa.client.forget(f"c{conversation}")
            await asyncio.sleep(24 * 3600)
