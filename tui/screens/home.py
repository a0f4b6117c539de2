"""Where a learner begins: start, practise one thing, go on with what was interrupted, look back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from detectors.catalogue import families
from trainer.deck import reopen
from trainer.modes import modes
from trainer.neutralise import neutralise, one_line
from trainer.numbers import counted, moment
from trainer.own_decks import known_decks
from tui.feedback import say
from tui.glyphs import glyphs_of
from tui.screens.base import ScreenBase
from tui.screens.home_text import (
    INTERVIEW,
    SURFACES,
    about,
    coming,
    members,
    offer,
    whole_groups,
)
from tui.screens.own_cards import choose_deck, write_card
from tui.screens.picker import Picked
from tui.widgets.bars import KeyBar, TitleBar
from tui.widgets.entry_list import Menu
from tui.widgets.side import SideBox

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trainer.deck import Deck
    from trainer.desk import Desk
    from trainer.history import History
    from trainer.progress import Past
    from trainer.resuming import AnySession
    from trainer.weakness import Weakness
    from tui.app import ScreensApp
    from tui.settings import Settings


class HomeScreen(ScreenBase, Screen[None]):
    """Opens sessions on `deck`; with a `session` it goes straight there once."""

    CSS = """
    HomeScreen #menu {
        height: auto; margin: 0 2; padding: 0 1; border: $box $rule; text-wrap: nowrap; text-overflow: ellipsis;
    }
    HomeScreen #menu:focus { border: $box $primary; }
    HomeScreen #about { margin: 0 2; padding: 0 2; border: $box $rule; height: auto; }
    HomeScreen VerticalScroll { height: 1fr; max-width: 100; }
    HomeScreen #side { width: 40; display: none; margin: 0 2 0 0; }
    HomeScreen.-wide.-known #side { display: block; }
    HomeScreen.-short #menu, HomeScreen.-short #about { margin: 0; }
    """
    HELP = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "resume", "resume", id="home.resume"),
        *(
            Binding(mode.key, f"train({mode.id!r})", mode.title.lower(), id=f"home.{mode.id}")
            for mode in modes().values()
        ),
        Binding("i", "interview", "interview", id="home.interview"),
        Binding("g", "stats", "stats", id="home.stats"),
        Binding("h", "history", "history", id="home.history"),
        Binding("c", "catalogue", "catalogue", id="home.catalogue"),
        Binding("m", "decks", "my decks", id="home.decks"),
        Binding("a", "author", "new card", id="home.author"),
        Binding("comma", "settings", "settings", id="home.settings"),
    ]

    def __init__(
        self,
        deck: Deck,
        history: History | None,
        *,
        session: AnySession | None = None,
        desk: Desk | None = None,
    ) -> None:
        """Without a `desk` no cards are made here."""
        super().__init__()
        self._deck = deck
        self._desk = desk
        self._history = history
        self._session = session
        self._last: Past | None = None
        self._unfinished: Past | None = None
        self._interview = ""
        self._weakest: Weakness | None = None
        self._confused: list[tuple[str, str]] = []
        self._due = 0

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal():
            with VerticalScroll(can_focus=False):
                yield Menu(id="menu", markup=False)
                yield Static(id="about", markup=False)
            with Vertical(id="side"):
                yield SideBox("Due today, tomorrow ...", id="due")
                yield SideBox("Rating", id="ratings")
                yield SideBox("What you take for what", id="confused")
        yield KeyBar(
            "list.choose",
            "home.resume",
            "home.daily",
            "home.drill",
            "home.interview",
            "home.stats",
            "home.catalogue",
        )

    def on_mount(self) -> None:
        self._title(self._contents)
        if (session := self._session) is not None:
            self._play(lambda: session)

    @property
    def _contents(self) -> str:
        return f"{counted(len(self._deck), 'card')}, {counted(len(families()), 'risk')}"

    def _title(self, said: str) -> None:
        own = f"critique: {self._deck.name}" if self._deck.kept else "critique"
        self.query_one(TitleBar).show(own, said)

    def on_screen_resume(self) -> None:
        """Every way back leads through here, so what it says is always of now."""
        from trainer.history import HistoryError

        try:
            self._look_back()
            said = about(
                self._deck, self._last, self._weakest, is_open=self._last == self._unfinished
            )
        except HistoryError as error:
            said = str(error)
        self._list(0)
        self.query_one("#about", Static).update(Content(neutralise(said)))
        self.refresh_bindings()
        # What is due takes a library that is slow to import: it may come after the first paint.
        self.call_after_refresh(self._look_ahead)

    def _list(self, at: int) -> None:
        menu = self.query_one("#menu", OptionList)
        menu.clear_options()
        menu.add_options(
            Option(Content.assemble((f"{key}  ", "bold $accent"), text), id=action)
            for key, action, text in self._entries()
        )
        menu.highlighted = at

    def _look_ahead(self) -> None:
        """Says what is due, and how good the learner is."""
        from trainer.history import HistoryError
        from trainer.memory import due, forecast, remember, reviews
        from trainer.rating import rated, rested

        history = self._history
        if history is None or self._last is None:
            return
        try:
            now, events = history.clock(), history.graded("started", "submitted")
        except HistoryError:  # said when home looked back
            return
        known, all_ratings = remember(reviews(events)), rated(events)
        self._due = len(due(known, now))
        rating = rested(all_ratings.overall, now)
        self._list(self.query_one("#menu", OptionList).highlighted or 0)
        self.set_class(bool(rating.games), "-known")
        self.query_one("#due", SideBox).say(coming(forecast(known, now), glyphs_of(self).steps))
        self.query_one("#ratings", SideBox).say(
            "\n".join(f"{name:<7} {one}" for name, one in sorted(all_ratings.surfaces.items()))
        )
        to = glyphs_of(self).to
        pairs = [f"{one_line(said)} {to} {one_line(was)}" for said, was in self._confused]
        self.query_one("#confused", SideBox).say("\n".join(pairs) or "Nothing so far.")
        said = [f"rating {rating}"] if rating.games else []
        self._title(", ".join([*said, f"{self._due} due"]))

    def _look_back(self) -> None:
        from trainer.lookback import interview_left
        from trainer.progress import progress
        from trainer.weakness import weakest

        past = progress(self._history) if self._history else None
        self._last = past.last if past else None
        self._weakest = weakest(past.trials) if past else None
        self._confused = [pair for pair, _ in past.confused.most_common(4)] if past else []
        is_open = self._history is not None and self._history.unfinished() is not None
        self._unfinished = past.sessions[-1] if past and is_open else None
        left = interview_left(self._history) if self._history else ""
        self._interview = f"go on at {left}" if left else ""

    def _entries(self) -> list[tuple[str, str, str]]:
        """(key, action, text); what was interrupted comes first, so that enter does not drop it."""
        entries = [
            *(
                (mode.key, f"train({mode.id!r})", offer(mode, self._deck, self._due))
                for mode in modes().values()
            ),
            ("i", "interview", f"Interview: {self._interview or INTERVIEW}"),
            ("g", "stats", "Stats: what you spot, and where you cry wolf"),
            ("h", "history", "History: every snippet that you submitted, with its debrief"),
            ("c", "catalogue", f"Catalogue: the {len(families())} risks, with examples"),
            ("m", "decks", "My decks: train on your own code, or on the shipped cards again"),
            ("a", "author", "New card: of a file of yours; the detectors find its answers"),
            (",", "settings", "Settings: theme, keys, mouse and what else can be chosen"),
        ]
        if (open_one := self._unfinished) is not None:
            text = f"Resume: {open_one.title}, {open_one.standing}, begun {moment(open_one.began)}"
            return [("r", "resume", text), *entries]
        return entries

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "author":
            return self._desk is not None
        return action != "resume" or self._unfinished is not None

    @on(OptionList.OptionSelected, "#menu")
    async def _selected(self, event: OptionList.OptionSelected) -> None:
        await self.run_action(str(event.option.id))

    def action_train(self, id: str) -> None:
        if id == "drill":
            self._choose_drill()
        else:
            self._start(mode=id)

    def action_resume(self) -> None:
        from trainer.resuming import resume

        if (history := self._history) is not None:
            self._play(lambda: resume(history))

    def _choose_drill(self) -> None:
        from tui.catalogue import entries
        from tui.screens.picker import PickerScreen

        self.app.push_screen(
            PickerScreen(
                "Drill one risk, one family or one surface",
                [*whole_groups(), *entries()],
                risk=self._weakest.risk if self._weakest else "",
                confidence=None,
            ),
            self._start_with,
        )

    def action_decks(self) -> None:
        """Which cards everything here is about from now on."""
        here = [self._desk.folder] if self._desk else []
        choose_deck(self, known_decks(self._history, *here), self._deck, self._train_on)

    def _train_on(self, deck: Deck) -> None:
        self._deck = deck
        self._title(self._contents)
        self.on_screen_resume()

    def action_author(self) -> None:
        if self._desk is not None:
            desk = self._desk.at(self._deck.path) if self._deck.kept else self._desk
            write_card(self, desk, self._written)

    def _written(self) -> None:
        """The deck may be the one that is trained on."""
        self._deck = reopen(self._deck.kept)

    def _start_with(self, picked: Picked | None) -> None:
        if picked is None:
            return
        if picked.risk in SURFACES:
            self._start(surface=picked.risk)
        else:
            self._start(risks=members().get(picked.risk, [picked.risk]))

    def _start(
        self,
        *,
        mode: str | None = None,
        risks: Sequence[str] = (),
        surface: str | None = None,
    ) -> None:
        """A new session; only the latest can be resumed, so one that stands open is not dropped unasked."""
        from trainer.resuming import start

        def begin() -> AnySession:
            return start(self._deck, history=self._history, mode=mode, risks=risks, surface=surface)

        left = self._unfinished
        if left is None or not left.played:
            self._play(begin)
            return
        from tui.screens.ask import AskScreen

        self.app.push_screen(
            AskScreen(
                f"A session stands open at {left.played} of {left.planned}. "
                "What you did counts; a new session leaves the rest.",
                yes="start a new one",
            ),
            lambda sure: self._play(begin) if sure else None,
        )

    def _play(self, begin: Callable[[], AnySession | None]) -> None:
        """Opens the session, or says in a sentence why there is none."""
        from trainer.deck import DeckError
        from trainer.history import HistoryError
        from trainer.pairs import PairSession
        from trainer.session import SessionError
        from tui.screens.pairs import screen_for
        from tui.screens.practice import PracticeScreen

        try:
            session = begin()
        except (SessionError, DeckError, HistoryError) as error:
            say(self, str(error))
            return
        if session is None:
            say(self, "The cards of that session are gone; start a new one.")
        elif isinstance(session, PairSession):
            self.app.push_screen(screen_for(session), self._played)
        else:
            self.app.push_screen(PracticeScreen(session), self._played)

    def _played(self, missed: list[str] | None) -> None:
        """Straight on with what was missed, if the learner asked for that; that session has ended."""
        if missed:
            self._unfinished = None
            self._start(risks=missed)

    def action_interview(self) -> None:
        from trainer.deck import DeckError
        from trainer.history import HistoryError
        from trainer.interview.session import InterviewError, opened
        from tui.screens.interview import InterviewScreen

        try:
            interview = opened(self._deck, self._history)
        except (InterviewError, DeckError, HistoryError) as error:
            say(self, str(error))
        else:
            self.app.push_screen(InterviewScreen(interview, timer=self._settings.timer))

    @property
    def _settings(self) -> Settings:
        return cast("ScreensApp", self.app).settings

    def action_settings(self) -> None:
        from tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def action_stats(self) -> None:
        from trainer.history import HistoryError
        from tui.screens.stats import StatsScreen

        try:
            screen = StatsScreen(self._history)
        except HistoryError as error:
            say(self, str(error))
        else:
            self.app.push_screen(screen, self._practise_risk)

    def action_history(self) -> None:
        from trainer.history import HistoryError
        from tui.screens.attempts import AttemptsScreen

        try:
            screen = AttemptsScreen(self._history)
        except HistoryError as error:
            say(self, str(error))
        else:
            self.app.push_screen(screen)

    def action_catalogue(self) -> None:
        from tui.screens.catalogue import CatalogueScreen

        self.app.push_screen(
            CatalogueScreen(), lambda chosen: self._practise_risk(*chosen) if chosen else None
        )

    def _practise_risk(self, risk: str | None, mode: str = "drill") -> None:
        if risk:
            self._start(mode=mode, risks=[risk])
