"""What is said to whoever changes an assistant, and may not or cannot."""

from __future__ import annotations

from assistants.translations import Sentence

UNKNOWN = Sentence(
    en="There is no such {what}, or you have no access to it.",
    de="{what} gibt es nicht, oder Sie haben keinen Zugang dazu.",
    fr="{what} : cela n’existe pas, ou vous n’y avez pas accès.",
)
DRAFT = Sentence(en="draft", de="Diesen Entwurf", fr="Ce brouillon")
REVIEW = Sentence(en="review", de="Diese Prüfung", fr="Cette relecture")
VERSION = Sentence(en="version", de="Diese Version", fr="Cette version")
ASSISTANT = Sentence(en="assistant", de="Diesen Assistenten", fr="Cet assistant")
NOT_AN_ADMIN = Sentence(
    en="Only an admin of the department {department} can change its assistants.",
    de="Nur die Verwaltung der Abteilung {department} kann ihre Assistenten ändern.",
    fr="Seule l’administration du service {department} peut modifier ses assistants.",
)
OTHER_DEPARTMENT = Sentence(
    en="This address belongs to an assistant of another department. Choose another.",
    de="Diese Adresse gehört zum Assistenten einer anderen Abteilung. Wählen Sie eine andere.",
    fr="Cette adresse appartient à l’assistant d’un autre service. Choisissez-en une autre.",
)
STALE = Sentence(
    en="{who} saved this draft meanwhile. Yours was not saved over it: load the draft again, and "
    "put your change in once more.",
    de="{who} hat diesen Entwurf inzwischen gespeichert. Ihrer wurde nicht darüber gespeichert: "
    "Laden Sie den Entwurf neu, und tragen Sie Ihre Änderung noch einmal ein.",
    fr="{who} a enregistré ce brouillon entre-temps. Le vôtre ne l’a pas remplacé : rechargez le "
    "brouillon et refaites votre changement.",
)
SOMEBODY = Sentence(en="Somebody else", de="Jemand anderes", fr="Une autre personne")
SAVED_MEANWHILE = Sentence(
    en="Somebody else saved this draft meanwhile. Look at it before it is reviewed.",
    de="Jemand anderes hat diesen Entwurf inzwischen gespeichert. Sehen Sie ihn sich vor der "
    "Prüfung an.",
    fr="Une autre personne a enregistré ce brouillon entre-temps. Regardez-le avant la relecture.",
)
REVIEW_OVER = Sentence(
    en="The review of this draft ended meanwhile. Load it again.",
    de="Die Prüfung dieses Entwurfs ist inzwischen zu Ende. Laden Sie ihn neu.",
    fr="La relecture de ce brouillon s’est terminée entre-temps. Rechargez-le.",
)
ANOTHER_REVIEW = Sentence(
    en="Another change of this assistant is under review. It ends first: approve it, return it or "
    "withdraw it.",
    de="Eine andere Änderung dieses Assistenten wird geprüft. Sie geht vor: Geben Sie sie frei, "
    "geben Sie sie zurück, oder ziehen Sie sie zurück.",
    fr="Un autre changement de cet assistant est en relecture. Il passe d’abord : approuvez-le, "
    "renvoyez-le ou retirez-le.",
)
REVIEW_PENDING = Sentence(
    en="{who} asked for a review of another change of {slug}. It ends first: approve it, return it "
    "or withdraw it.",
    de="{who} hat um die Prüfung einer anderen Änderung von {slug} gebeten. Sie geht vor: Geben "
    "Sie sie frei, geben Sie sie zurück, oder ziehen Sie sie zurück.",
    fr="{who} a demandé la relecture d’un autre changement de {slug}. Il passe d’abord : "
    "approuvez-le, renvoyez-le ou retirez-le.",
)
PUBLISHED_MEANWHILE = Sentence(
    en="Somebody else made a version live in this very moment. Look at what is live.",
    de="Jemand anderes hat in diesem Augenblick eine Version in den Einsatz gebracht. Sehen Sie "
    "sich an, was jetzt im Einsatz ist.",
    fr="Une autre personne a mis une version en service à cet instant. Regardez ce qui est en "
    "service.",
)
KEEPS_ADDRESS = Sentence(
    en="An assistant keeps its address and its department. Make a new one.",
    de="Ein Assistent behält seine Adresse und seine Abteilung. Legen Sie einen neuen an.",
    fr="Un assistant garde son adresse et son service. Créez-en un nouveau.",
)
WITHDRAW_FIRST = Sentence(
    en="Withdraw its review first.",
    de="Ziehen Sie zuerst die Prüfung zurück.",
    fr="Retirez d’abord la relecture.",
)
UNDER_REVIEW = Sentence(
    en="It is under review already.",
    de="Es wird schon geprüft.",
    fr="Une relecture est déjà en cours.",
)
NO_DIFFERENCE = Sentence(
    en="There is no difference to version {version}, which is live.",
    de="Es gibt keinen Unterschied zu Version {version}, die im Einsatz ist.",
    fr="Il n’y a pas de différence avec la version {version}, qui est en service.",
)
WHAT_FOR = Sentence(
    en="Say what the change is for.",
    de="Sagen Sie, wozu die Änderung dient.",
    fr="Dites à quoi sert le changement.",
)
WHAT_DIFFERENT = Sentence(
    en="Say what has to be different.",
    de="Sagen Sie, was anders werden muss.",
    fr="Dites ce qui doit être différent.",
)
WHAT_WRONG = Sentence(
    en="Say what is wrong with it.",
    de="Sagen Sie, was daran nicht stimmt.",
    fr="Dites ce qui ne va pas.",
)
WRITE_FIRST = Sentence(
    en="Write something first.",
    de="Schreiben Sie zuerst etwas.",
    fr="Écrivez d’abord quelque chose.",
)
TOO_LONG = Sentence(
    en="{length} characters are too many; {most} at most.",
    de="{length} Zeichen sind zu viele; höchstens {most}.",
    fr="{length} caractères, c’est trop ; {most} au plus.",
)
NOT_RETURNING = Sentence(
    en="Only an approver returns a change.",
    de="Nur wer freigeben darf, gibt eine Änderung zurück.",
    fr="Seule une personne qui approuve peut renvoyer un changement.",
)
ENDED_MEANWHILE = Sentence(
    en="This review was ended meanwhile.",
    de="Diese Prüfung ist inzwischen zu Ende.",
    fr="Cette relecture s’est terminée entre-temps.",
)
ENDED = Sentence(
    en="This review is over already.",
    de="Diese Prüfung ist schon zu Ende.",
    fr="Cette relecture est déjà terminée.",
)
ENDED_BY = Sentence(
    en="This review was {how} by {who} already.",
    de="Diese Prüfung ist schon zu Ende: {how} durch {who}.",
    fr="Cette relecture est déjà terminée : {how} par {who}.",
)
FINISHED = Sentence(
    en="This draft is {how}. Begin another one.",
    de="Dieser Entwurf ist {how}. Beginnen Sie einen neuen.",
    fr="Ce brouillon est {how}. Commencez-en un autre.",
)
# What became of a draft or of a review, by its status.
ENDS = {
    "published": Sentence(en="published", de="veröffentlicht", fr="publié"),
    "replaced": Sentence(en="replaced", de="ersetzt", fr="remplacé"),
    "discarded": Sentence(en="discarded", de="verworfen", fr="abandonné"),
    "returned": Sentence(en="returned", de="zurückgegeben", fr="renvoi"),
    "withdrawn": Sentence(en="withdrawn", de="zurückgezogen", fr="retrait"),
    "voided": Sentence(en="voided", de="durch eine Änderung beendet", fr="changement du brouillon"),
    "afterwards": Sentence(en="published", de="veröffentlicht", fr="publié"),
    "confirmed": Sentence(en="confirmed", de="bestätigt", fr="confirmation"),
    "objected": Sentence(en="objected to", de="beanstandet", fr="objection"),
}
NOT_AN_APPROVER = Sentence(
    en="Only an approver of {department} can approve this.",
    de="Nur wer für {department} freigeben darf, kann das freigeben.",
    fr="Seule une personne qui approuve pour {department} peut approuver ceci.",
)
AUTHOR_LOST_ROLE = Sentence(
    en="{who} may no longer change this assistant. Another department admin has to ask for the "
    "review.",
    de="{who} darf diesen Assistenten nicht mehr ändern. Jemand anderes aus der Verwaltung der "
    "Abteilung muss um die Prüfung bitten.",
    fr="{who} ne peut plus modifier cet assistant. Une autre personne de l’administration du "
    "service doit demander la relecture.",
)
GOT_WORSE = Sentence(
    en="{failed} of its checks got worse. Say why it is approved anyway; the version keeps that as "
    "a mark.",
    de="{failed} seiner Prüffälle wurden schlechter. Sagen Sie, warum es trotzdem freigegeben "
    "wird; die Version behält das als Vermerk.",
    fr="{failed} de ses cas de test sont moins bons. Dites pourquoi c’est approuvé quand même ; la "
    "version en garde la marque.",
)
OTHER_CONTENT = Sentence(
    en="This approval is for another content than the one under review. Look at the difference "
    "again.",
    de="Diese Freigabe gilt einem anderen Inhalt als dem in Prüfung. Sehen Sie sich den "
    "Unterschied noch einmal an.",
    fr="Cette approbation porte sur un autre contenu que celui en relecture. Regardez de nouveau "
    "la différence.",
)
DRAFT_CHANGED = Sentence(
    en="The draft is not what was sent to review any more. Ask for a new review.",
    de="Der Entwurf ist nicht mehr, was in die Prüfung ging. Bitten Sie um eine neue.",
    fr="Le brouillon n’est plus ce qui a été envoyé en relecture. Demandez-en une nouvelle.",
)
LIVE_CHANGED = Sentence(
    en="What is live changed meanwhile: it is version {version}. Look at the difference again.",
    de="Was im Einsatz ist, hat sich inzwischen geändert: Es ist Version {version}. Sehen Sie sich "
    "den Unterschied noch einmal an.",
    fr="Ce qui est en service a changé entre-temps : c’est la version {version}. Regardez de "
    "nouveau la différence.",
)
LIVE_GONE = Sentence(
    en="What is live changed meanwhile: it is nothing. Look at the difference again.",
    de="Was im Einsatz ist, hat sich inzwischen geändert: Es ist nichts mehr. Sehen Sie sich den "
    "Unterschied noch einmal an.",
    fr="Ce qui est en service a changé entre-temps : il n’y a plus rien. Regardez de nouveau la "
    "différence.",
)
NOT_IN_EMERGENCY = Sentence(
    en="Only an admin or an approver of the department can restore in an emergency.",
    de="Nur Verwaltung oder Freigabe der Abteilung können im Notfall wiederherstellen.",
    fr="Seule l’administration ou l’approbation du service peut rétablir en urgence.",
)
WHICH_EMERGENCY = Sentence(
    en="Say what the emergency is.",
    de="Sagen Sie, was der Notfall ist.",
    fr="Dites quelle est l’urgence.",
)
SAME_AS_LIVE = Sentence(
    en="That version is the same as the live one.",
    de="Diese Version ist dieselbe wie die im Einsatz.",
    fr="Cette version est la même que celle en service.",
)
FROM_OTHER_DEPARTMENT = Sentence(
    en="That version is of another department.",
    de="Diese Version gehört einer anderen Abteilung.",
    fr="Cette version est d’un autre service.",
)
NOT_LOOKING = Sentence(
    en="Only an approver or a compliance officer looks at an emergency.",
    de="Nur Freigabe oder Compliance sehen sich einen Notfall an.",
    fr="Seules l’approbation ou la conformité examinent une urgence.",
)
LOOKED_AT = Sentence(
    en="This emergency was looked at already.",
    de="Diesen Notfall hat sich schon jemand angesehen.",
    fr="Cette urgence a déjà été examinée.",
)
NOT_TAKING_OVER = Sentence(
    en="Only a department admin can take it over.",
    de="Nur die Verwaltung der Abteilung kann es übernehmen.",
    fr="Seule l’administration du service peut le reprendre.",
)
HAS_AUTHOR = Sentence(
    en="A person answers for it already.",
    de="Dafür steht schon eine Person ein.",
    fr="Une personne en répond déjà.",
)
NO_SUCH_ROLE = Sentence(
    en="There is no such role in the department {department}. Choose from: {known}.",
    de="Diese Rolle gibt es in der Abteilung {department} nicht. Zur Wahl stehen: {known}.",
    fr="Ce rôle n’existe pas dans le service {department}. Choisissez parmi : {known}.",
)
NOT_TRYING = Sentence(
    en="Only an admin or an approver of the department {department} can try its assistants.",
    de="Nur Verwaltung und Freigabe der Abteilung {department} können ihre Assistenten "
    "ausprobieren.",
    fr="Seules l’administration et l’approbation du service {department} peuvent essayer ses "
    "assistants.",
)
NOT_TRYING_ANY = Sentence(
    en="Only an admin or an approver of a department can try its assistants.",
    de="Nur Verwaltung und Freigabe einer Abteilung können ihre Assistenten ausprobieren.",
    fr="Seules l’administration et l’approbation d’un service peuvent essayer ses assistants.",
)
DEPARTMENT_MISSING = Sentence(
    en="A new assistant needs a department.",
    de="Ein neuer Assistent braucht eine Abteilung.",
    fr="Un nouvel assistant a besoin d’un service.",
)
ONE_PROBLEM = Sentence(en="{first}", de="{first}", fr="{first}")
MORE_PROBLEMS = Sentence(
    en="{first} And {more} more.", de="{first} Und {more} weitere.", fr="{first} Et {more} de plus."
)
