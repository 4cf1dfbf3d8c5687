"""看板: where looking beats reading. Every plot has its figures in a table beside it."""

from starlette.responses import Response

from bot.web import charts, figures
from bot.web.access import Way
from bot.web.city_map import coverage_map, dense
from bot.web.visit import Visit

PATH = "/admin/board"
_SVG = "image/svg+xml"
_MAP = 480


def show(visit: Visit) -> Response:
    with visit.tx() as tx:
        asked = figures.questions(tx, visit.now, visit.district)
        places = figures.places(tx, visit.providers(), visit.now)
    districts = figures.coverage(visit.using.knowledge, visit.district)
    return visit.page(
        "board",
        asked=asked,
        colours=charts.colours(list(asked.by_topic)),
        places=places,
        districts=districts,
        has_centre=bool(dense(districts)),
        topic_names={topic: _topic(visit, topic) for topic in asked.by_topic},
    )


def topics(visit: Visit) -> Response:
    with visit.tx() as tx:
        found = figures.questions(tx, visit.now, visit.district)
    return Response(charts.topics_over_time(found, _width(visit)), media_type=_SVG)


def answered(visit: Visit) -> Response:
    with visit.tx() as tx:
        found = figures.questions(tx, visit.now, visit.district)
    return Response(charts.answered_share(found, _width(visit)), media_type=_SVG)


def places(visit: Visit) -> Response:
    with visit.tx() as tx:
        found = figures.places(tx, visit.providers(), visit.now)
    return Response(charts.places_by_provider(found, _width(visit)), media_type=_SVG)


def coverage(visit: Visit) -> Response:
    found = figures.coverage(visit.using.knowledge, visit.district)
    return Response(coverage_map(found, _map_width(visit), unnamed=dense(found)), media_type=_SVG)


def centre(visit: Visit) -> Response:
    """Where the points lie too close for the whole map."""
    found = dense(figures.coverage(visit.using.knowledge, visit.district))
    return Response(coverage_map(found, _map_width(visit)), media_type=_SVG)


def _width(visit: Visit) -> int:
    """On a telephone letters have to stay as large, so the drawing is narrower."""
    return charts.NARROW if visit.query.get("narrow") == "yes" else charts.WIDE


def _map_width(visit: Visit) -> int:
    """Two maps have room side by side."""
    return min(_width(visit), _MAP)


def _topic(visit: Visit, topic: str) -> str:
    """As the administrators named it."""
    for name, phrases in visit.using.knowledge.topics.items():
        if name == topic:
            return phrases.label.in_language(visit.language)
    return visit.say(f"topic_{topic}") if topic in ("faq", "unknown", figures.OTHER) else topic


WAYS = (
    Way("GET", PATH, show, "member"),
    Way("GET", PATH + "/topics.svg", topics, "member"),
    Way("GET", PATH + "/answered.svg", answered, "member"),
    Way("GET", PATH + "/places.svg", places, "member"),
    Way("GET", PATH + "/coverage.svg", coverage, "member"),
    Way("GET", PATH + "/centre.svg", centre, "member"),
)
