"""What the parrot promises."""

from contracts.base import Done, FactData, Facts, Nothing, Operations, Request, View
from contracts.fields import Identifier, Line, Whole

ask = Operations("parrot")
tell = Facts("parrot")


class Say(Request):
    word = Line(most=20)
    bird_id = Identifier(required=True)


class SaidView(View):
    word = Line(most=20)
    times = Whole()


class Said(FactData):
    word = Line(most=20)


class Slowly(Request):
    seconds = Whole(most=20, required=True)


say = ask.command("say", Say, SaidView, "Say a word once more.", ("not_a_word",))
learn = ask.command("learn", Say, SaidView, "Say a word for the first time.", ("not_a_word",))
crash = ask.command("crash", Nothing, Done, "Fail in an unforeseen way.")
forget_to_ask = ask.command("forget_to_ask", Say, SaidView, "Carry out without asking for the right.")
sleep = ask.query("sleep", Slowly, Done, "Take a while in the database.")
doze = ask.query("doze", Slowly, Done, "Take a while out of the database's sight.")
squawk = ask.command(
    "squawk", Say, SaidView, "Say a word slowly, unless one was said before.", ("not_a_word",)
)
whisper = ask.command("whisper", Say, SaidView, "For one sibling's ears.", internal=("consultations",))
said = tell.tells("said", "word", Said, "A word was said.")
