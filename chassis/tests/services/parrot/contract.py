"""What the parrot promises."""

from contracts.base import Done, FactData, Facts, Nothing, Request, View
from contracts.fields import Identifier, Int, Line
from contracts.operations import ANYONE, Subject

api = Subject("parrot", "parrot", "What the parrot can be asked")
publish = Facts("parrot")


class Say(Request):
    word = Line(max_length=20)
    bird_id = Identifier(required=True)


class SaidView(View):
    word = Line(max_length=20)
    times = Int()


class Said(FactData):
    word = Line(max_length=20)


class Slowly(Request):
    seconds = Int(max_value=20, required=True)


say = api.post("/say", "say", Say, SaidView, "Say a word once more.", ("not_a_word",), access="say")
learn = api.post(
    "/learn", "learn", Say, SaidView, "Say a word for the first time.", ("not_a_word",), access="say"
)
crash = api.post("/crash", "crash", Nothing, Done, "Fail in an unforeseen way.", access=ANYONE)
forget_to_ask = api.post(
    "/forget", "forget_to_ask", Say, SaidView, "Carry out without asking for the right.", access="say"
)
sleep = api.get("/sleep", "sleep", Slowly, Done, "Take a while in the database.", access=ANYONE)
doze = api.get("/doze", "doze", Slowly, Done, "Take a while out of the database's sight.", access=ANYONE)
squawk = api.post(
    "/squawk",
    "squawk",
    Say,
    SaidView,
    "Say a word slowly, unless one was said before.",
    ("not_a_word",),
    access="say",
)
whisper = api.internal(
    "command", "whisper", Say, SaidView, "For one sibling's ears.", callers=("consultations",)
)
said = publish.declare("said", "word", Said, "A word was said.")
