"""Inflections that no rule finds, and words that only look inflected."""

from __future__ import annotations


def words(text: str) -> list[str]:
    """The words of a list that reads better as a line."""
    return text.split()


_FORMS = """man men/woman women/child children/person people/foot feet/tooth teeth/mouse mice/goose geese/leaf leaves
knife knives/wolf wolves/shelf shelves/half halves/loaf loaves/calf calves/life lives/wife wives
be is are was were been being am/have has had having/do does did done/go goes went gone/run ran/sit sat/stand stood
take took taken/give gave given/throw threw thrown/catch caught/hold held/eat ate eaten/drink drank drunk/fly flew flown
flies/ride rode ridden/drive drove driven/write wrote written/rise rose risen/fall fell fallen/grow grew grown
see saw seen/come came/get got gotten/make made/lie lay lain lying/lead led/leave left_/feed fed/shoot shot_/speak spoke
spoken/swim swam swum/sing sang sung/wear wore worn/tear tore torn/break broke broken/bring brought/buy bought/sell sold
build built/teach taught/think thought/tell told/sleep slept/sweep swept/keep kept/meet met/hide hid hidden/bite bit
bitten/blow blew blown/draw drew drawn/freeze froze frozen_/shake shook shaken/steal stole stolen/strike struck
sink sank sunk/ring rang rung/begin began begun/wake woke woken/choose chose chosen/hang hung/dig dug/spin spun
swing swung/lose lost/pay paid/say said/send sent/spend spent/bend bent/lend lent/light lit_/slide slid/stick stuck
sting stung
win won/wind wound/bind bound/find found/fight fought/seek sought/shine shone/cling clung/creep crept/kneel knelt
tie tying/die dying/dive dove/shut shutting/put putting/cut cutting/hit hitting/set setting/let letting"""

IRREGULAR: dict[str, str] = {
    form: forms.split()[0]
    for forms in _FORMS.replace("\n", "/").split("/")
    for form in forms.split()[1:]
    if not form.endswith("_")
}
#: "Persons" are people here, and what is left is a direction.
IRREGULAR |= {"persons": "person", "flew": "fly", "flies": "fly", "hands": "hand", "skies": "sky"}

KEPT = frozenset(
    words("""building morning evening ceiling painting clothing wedding string spring ring king wing thing swing sing
    bring during nothing something anything everything railing awning lightning pudding earring red bed shed
    sled breed feed seed need speed bleed hundred naked wicked glasses grass glass bus gas lens always news
    series species scissors pants jeans shorts binoculars stairs christmas tennis this his us is as was has
    does united wing housing parking dining living swimming shopping crossing surfing skiing sibling darling
    sterling dumpling duckling""")
)
