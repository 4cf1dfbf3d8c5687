"""Draws docs/conversation.png: a conversation with the real bot, as a chat on a phone.

.venv/bin/python docs/draw_conversation.py      (needs chromium and a Chinese font)
"""

import asyncio
import html
import random
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from bot.app import build
from bot.clock import FrozenClock
from bot.messages import Answer, Button, IncomingMessage
from bot.settings import Settings

HERE = Path(__file__).parent
SAID = ["奉浦宝宝屋周四几点开门", "帮我约周四上午", "[同意]", "糖糖 2025年3月12日", "[确认预约]"]
STYLE = """
body{margin:0;background:#e8ecf1;font:15px/1.55 'Noto Sans CJK SC',sans-serif;width:460px}
main{padding:18px 14px;display:flex;flex-direction:column;gap:9px}
p{margin:0;padding:9px 13px;border-radius:15px;max-width:340px;white-space:pre-wrap}
.parent{align-self:flex-end;background:#2f7de1;color:#fff;border-bottom-right-radius:4px}
.bot{background:#fff;border-bottom-left-radius:4px}
nav{display:flex;gap:6px;flex-wrap:wrap;max-width:366px;margin-bottom:4px}
nav span{flex:1;text-align:center;background:#fff;color:#2f7de1;border-radius:9px;padding:4px 9px}
"""


async def talk() -> list[str]:
    now = datetime.fromisoformat("2026-11-23T10:00")
    engine = build(
        Settings.model_validate({"TUOYU_DATABASE_URL": "sqlite:///:memory:"}),
        FrozenClock(now),
        random.Random(4),
    ).engine
    drawn: list[str] = []
    offered: list[Button] = []
    for said in SAID:
        drawn.append(f'<p class="parent">{html.escape(said.strip("[]"))}</p>')
        pressed = next((b.data for b in offered if b.label == said.strip("[]")), None)
        text = None if pressed else said
        answer: Answer = await engine.handle(IncomingMessage("picture", "p", text=text, button=pressed))
        offered = [button for reply in answer.replies for row in reply.buttons for button in row]
        for reply in answer.replies:
            drawn.append(f'<p class="bot">{html.escape(reply.text)}</p>')
            for row in reply.buttons:
                drawn.append(
                    "<nav>" + "".join(f"<span>{html.escape(b.label)}</span>" for b in row) + "</nav>"
                )
    return drawn


def main() -> None:
    page = f"<meta charset=utf-8><style>{STYLE}</style><main>{''.join(asyncio.run(talk()))}</main>"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        options += ["--hide-scrollbars", f"--user-data-dir={folder}/profile", "--window-size=460,1432"]
        picture = f"--screenshot={HERE / 'conversation.png'}"
        subprocess.run(["chromium", *options, picture, path.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main()
