"""The small words of English that give a prompt its structure."""

from __future__ import annotations

#: Say nothing that could be seen.
STOP = frozenset(
    """a an the this that these those some any of and or as is are was were be being been it its their his her
    my our your i we you he she they there here which who whose what when while where how very really quite so
    too just also only more most less least with by for to into onto up down out off over under above below
    across through around along between among near beside behind before after during until at in on from seen
    shot shots footage video videos clip clips scene scenes view views frame camera image make made create show
    showing shows featuring depicting please want wants need like style-of style feel feeling look looking
    toward towards against beyond inside its it's has have had having can could would should one each every
    both all other another such than then now please effect type kind version quality high-quality beautiful
    stunning amazing gorgeous pretty nice perfect great professional hd stock b roll oddly specific very""".split()
)

#: A noun phrase ends here.
BREAK = frozenset(
    """with by for to into onto over under above below across through around along between among near beside
    behind before after during until at in on from seen while where when which who that toward towards against
    beyond inside outside is are as featuring showing but""".split()
)

#: What follows is not wanted, up to the end of its phrase.
NEGATOR = frozenset({"no", "without", "not", "never", "zero", "excluding", "minus", "lacking", "nobody", "don't"})

NUMBER = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "dozen": "12", "twelve": "12", "twenty": "20", "hundred": "100", "hundreds": "100",
    "thousand": "1000", "thousands": "1000", "several": "several", "many": "many", "few": "few",
    "single": "1", "lone": "1",
}  # fmt: skip

#: Endings that mark a word as no noun: such a word never is what a clip is of.
NOT_A_NOUN = ("ly", "ing", "ed", "ous", "ful", "ive", "ic", "able", "ible", "less", "ish", "est")
