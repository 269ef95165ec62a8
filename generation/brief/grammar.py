"""The small words of English that give a prompt its structure."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Say nothing that could be seen.
STOP = _words(
    """a an the this that these those some any of and or as is are was were be being been it its it's their his her
    my our your i we you he she they him them me us there here which who whom whose what when while where how
    something everything very really quite so too just also only more most less least than then now such
    with by for to into onto up down out off over under above below across through around along between among near
    beside behind before after during until at in on from toward towards against beyond inside outside next another
    other each every both all one seen shot shots footage video videos clip clips scene scenes view views frame camera
    image make made create show showing shows featuring depicting please want wants need like style-of style feel
    feeling look looking have has had having can could would should effect type kind version quality high-quality
    color colors colour colours tone tones hue hues shade shades palette beautiful stunning amazing gorgeous pretty
    nice perfect great abstract surface air professional hd stock b roll oddly specific"""
)

#: A noun phrase ends here.
BREAK = _words(
    """with by for to into onto over under above below across through around along between among near beside
    behind before after during until at in on from seen while where when which who that toward towards against
    beyond inside outside is are as featuring showing but"""
)

#: What follows is not wanted, up to the end of its phrase.
NEGATOR = _words("no without not never zero excluding minus lacking nobody don't isn't aren't doesn't")

#: Weather that a clip can be of: "snow falling under street lights".
SNOW = _words("snow snowfall blizzard snowstorm")

#: After these a list of unwanted things is over.
INSTEAD = _words("just only but instead rather")

ARTICLE = _words("a an the")

NUMBER = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "dozen": "12", "twelve": "12", "twenty": "20", "hundred": "100", "hundreds": "100",
    "thousand": "1000", "thousands": "1000", "several": "several", "many": "many", "few": "few",
    "single": "1", "lone": "1",
}  # fmt: skip

#: Numbers of seconds or minutes as they are spelled out, longer words before their beginnings.
SPELLED = {
    "thirty": 30, "twenty": 20, "fifteen": 15, "twelve": 12, "sixty": 60, "forty": 40, "ten": 10,
    "nine": 9, "eight": 8, "seven": 7, "six": 6, "five": 5, "four": 4, "three": 3, "two": 2, "one": 1,
}  # fmt: skip

#: Endings that mark a word as no noun: such a word never is what a clip is of.
NOT_A_NOUN = ("ly", "ing", "ed", "ous", "ful", "ive", "ic", "able", "ible", "less", "ish", "est")
