"""Everyday words that can stand for each other in an honest sentence, and those that claim nothing.

What departments call their things stands in the thesaurus of the search.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from retrieval.languages.analysis import stem
from retrieval.languages.detection import Language

# A group a line. Words that only belong together, such as "swallow" and "inject", are no group.
_GROUPS: Mapping[Language, str] = {
    Language.ENGLISH: """
keep kept store stored storage hold held retain retained preserve leave remain stay
give given gave administer administered receive received get gets got take taken took takes apply
receive received get gets got obtain entitled entitlement eligible have has granted paid earn
require required requirement need needed needs mandatory compulsory obligatory necessary must
forbid forbidden prohibit prohibited ban banned contraindicated disallowed
allow allowed permit permitted may can possible able available approve
exclude excluded unavailable unavailability
start started begin began begun begins commence initiate
end ended ends removed revoked stop stopped finish finished cease terminated expire expired lasts
expire expired expires lapse lapsed lapses forfeit forfeited
refuse refused refuses decline declined reject rejected
send sent submit submitted file filed lodge hand go goes forward forwarded
call called phone phoned ring telephone dial contact
tell told inform informed notify notified report reported alert
ask asked request requested enquire requests requesting
reply replied respond responded response answer answered answers
check checked verify verified review reviewed inspect
monitor monitored monitoring watch check checked control
record recorded document documented log logged register registered note noted
make made do done carry perform performed conduct conducted place held run runs take takes happen
use used using apply applied employ employed
choose chose chosen select selected pick picked choice
change changed changes alter altered modify modified amend amended alteration
lower lowered reduce reduced decrease decreased cut
raise raised increase increased rise rises higher grow grows
halve halved half
remove removed withdraw withdrawn revoke revoked delete deleted erase erased wipe wiped
replacement loan spare substitute
meeting talk conversation interview review
manager managers supervisor boss superior
train rail railway
trip trips journey journeys travel
flight flights fly flying flown
hotel hotels accommodation
week weekly
most frequent frequently common commonly often
serious severe grave
fatal deadly lethal
illness disease condition disorder
dry moisture humidity
protect protected shield shielded
box carton package pack packaging container
consumed use used using
forgotten forgot missed miss omit omitted skipped
skip skipped omit omitted leave left
together combine combined combination concomitantly concomitant simultaneously with
next following subsequent
first initial initially
second other
other another further additional
earlier before prior advance ahead beforehand notice
afterwards after later
immediately promptly soon directly
least minimum
longer more
pass passed elapsed gone past
complete completed pass passes passed finish finished
wrong failed incorrect false unsuccessful
block blocked lock locks locked
install installed installation
whole entire full complete all
each every all any
employee employees staff work works working colleague colleagues member members worker workers
limit limited cap capped maximum restricted
valid effective force applies apply
deduct deducted count counts counted
fee fees cost costs tuition
support supported fund funded finance financed cover covered
bonus reward
agree agrees agreed agreement approval approve approves approved consent permission permit
sign signed signature
prepare prepared draft drafted drafts write
classify classified category categorised
finalise close closed
goals objectives targets
birth born
company corporate
duration long length period time
locally local
data information
""",
    Language.GERMAN: """
aufbewahren aufbewahrt bewahren lagern gelagert lagerung aufzubewahren halten behalten bleiben
geben gegeben verabreichen verabreicht erhalten erhält bekommen bekommt nehmen nimmt einnehmen
eingenommen einnimmt anwenden angewendet
erhalten erhält bekommen bekommt zustehen ausgeben ausgegeben haben
brauchen braucht benötigen benötigt erforderlich nötig notwendig müssen vorgeschrieben pflicht
verboten untersagt unzulässig kontraindiziert
erlaubt gestattet zulässig dürfen können möglich
beginnen beginnt anfangen starten startet
enden endet ablaufen läuft verfallen verfällt
ablehnen abgelehnt zurückweisen zurückgewiesen
senden gesendet schicken einreichen eingereicht einzureichen abgeben stellen gestellt beantragen
anrufen telefonieren
melden gemeldet mitteilen mitgeteilt informieren benachrichtigen
prüfen geprüft kontrollieren kontrolliert überwachen
verwenden verwendet verbrauchen verbraucht nutzen benutzen aufbrauchen verwendbar
öffnen geöffnet anbruch öffnung angebrochen öffnens
beträgt betragen ist sind liegt gelten gilt
bezahlt bezahlen zahlen übernommen erstattet kosten kostet
obergrenze höchstens maximal grenze höchstbetrag
antrag anträge beantragen beantragt
gerät laptop
voraus vorher zuvor
übertragen mitnehmen mitgenommen
vollzeit vollzeitbeschäftigte vollzeitkräfte
arbeiten arbeitet beschäftigt beschäftigte mitarbeitende angestellte
tage tag
empfohlen empfohlene üblich übliche
packung verpackung schachtel originalpackung
""",
    Language.FRENCH: """
conserver conservé stocker stocké garder gardé
recevoir reçoit obtenir obtient donner donné administrer administré prendre pris
commencer commence débuter début
finir fin terminer expire
envoyer envoyé soumettre soumis déposer déposé
vérifier vérifié contrôler contrôlé
interdit défendu contre-indiqué
permis autorisé possible
nécessaire obligatoire requis
utiliser utilisé employer
""",
}  # fmt: skip
# They lead to a claim, or say that it may or must be so; whether it does is for yes and no.
_LEADING: Mapping[Language, str] = {
    Language.ENGLISH: """
allowed permitted permissible possible able available entitled eligible obliged supposed
forbidden prohibited necessary mandatory compulsory obligatory required need needs needed
have having ought let lets please note noted remember keep mind make sure ensure
therefore thus hence so accordingly moreover furthermore additionally finally overall besides
means mean meaning say says said state states stated describe describes specify specifies mention
mentions indicate indicates explain explains write written tell
amount amounts total totalling value number
apply applies applicable hold holds
people person persons someone anyone anybody everyone everybody whoever one
case cases event situation way thing things rule rules respectively namely question
equal equals amounts worth correct true right yes
ago out last lasts lasted lasting time times go goes want wants wish patient patients towards
cost costs latest
less fewer later longer shorter higher lower larger smaller
get gets got receive receives received take takes taken give gives given
happen happens occur occurs
as per regard regarding concerning respect
""",
    Language.GERMAN: """
erlaubt gestattet zulässig möglich nötig notwendig erforderlich verboten untersagt unzulässig
bitte beachten achten dass also daher deshalb somit folglich ferner zudem ausserdem außerdem
bedeutet heisst heißt besagt sagt steht beschreibt nennt erwähnt
beträgt betragen liegt gilt gelten anzahl menge insgesamt
person personen leute menschen fall fälle fällen falls bezüglich hinsichtlich
dauern dauert mehr weniger später länger kürzer höher niedriger
zeit will wollen möchte patient patienten
erhalten erhält bekommen bekommt nehmen nimmt geben gegeben
ja richtig wahr hat haben sein seinen seinem
""",
    Language.FRENCH: """
permis autorisé possible nécessaire obligatoire interdit défendu requis
donc ainsi ensuite également veuillez noter signifie dit indique précise mentionne
personne personnes gens cas montant total nombre oui vrai
""",
}
# Of these groups of the thesaurus one word finds what another is about, and does not say the same.
LOOSE = frozenset(
    (
        "posology",
        "forgot",
        "economy",
        "reset",
        "lost",
        "mileage",
        "mother",
        "gift",
        "sick leave",
        "claim",
    )
)


@lru_cache(1)
def _by_stem() -> Mapping[Language, Mapping[str, frozenset[str]]]:
    found: dict[Language, dict[str, frozenset[str]]] = {}
    for language, lines in _GROUPS.items():
        groups = found.setdefault(language, {})
        for line in lines.strip().splitlines():
            stems = frozenset(stem(word, language) for word in line.split())
            for one in stems:
                groups[one] = groups.get(one, frozenset()) | stems
    return found


@lru_cache(1)
def _leading() -> Mapping[Language, frozenset[str]]:
    return {
        language: frozenset(stem(word, language) for word in words.split())
        for language, words in _LEADING.items()
    }


def same_as(stemmed: str, language: Language) -> frozenset[str]:
    """The stems of what may be said instead of a word, given as its stem."""
    return _by_stem().get(language, {}).get(stemmed, frozenset())


def is_leading(stemmed: str, language: Language) -> bool:
    """Whether a word, given as its stem, only leads to what is claimed."""
    return stemmed in _leading().get(language, frozenset())
