"""Somebody who uses the pages in a browser."""

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request

from tests.web.office import PASSWORD


@dataclass
class Visitor:
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._missed)

    def sign_in(self, login: str = "wang", password: str = PASSWORD) -> None:
        self.page.goto("/admin/sign-in")
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(password)
        self.press("登录")

    def told(self) -> str:
        """What the page says came of the last form."""
        return self.page.locator(".said").inner_text()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def _missed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # given up because the page was left
            self.complaints.append(request.url)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)
