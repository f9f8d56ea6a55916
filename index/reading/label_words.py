"""Which words tell a label from a sentence? Literal tables, all in folded form (lower case, no accents, no full stops).

They come from the printed labels of real records; :mod:`index.reading.labels` says how they are used.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=32768)
def folded(word: str) -> str:
    """The form in which words are compared: lower case, no accents, no full stops, straight apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.replace(".", "").replace("’", "'").replace("‘", "'")


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in lines.split(";"))


# Words that stand before a name and nowhere else: whoever is called so is a person.
RANKS = _table(
    """
    comrade comrades cde cdes com tov tovarish tovarishch genosse genossin gen-sek shoku tovaras tovarasul towarzysz tow
    camarade companero compagno soudruh тов товарищ
    """
)
COURTESY = _table(
    """
    mr mrs ms miss messrs mister dr doctor prof professor sir dame lord lady madame mme mlle monsieur madam herr frau
    fraulein senor senora senorita signor signora don dona sr sra srta pan pani gospodin rev reverend father rabbi
    imam sheikh mullah hon hc monsignor mgr mx г-н г-жа господин госпожа
    """
)
# Offices and ranks of service: before a name or alone ("The Prime Minister:").
OFFICES = _table(
    """
    president vice-president premier pm chairman chairwoman chairperson chair co-chair vice-chairman minister
    ministers secretary undersecretary under-secretary ambassador ambassadors general generalissimo marshal colonel
    lieutenant lt major maj captain capt commander commodore admiral adm brigadier gen col sgt sergeant counselor
    counsellor consul attache envoy delegate representative rep senator sen congressman congresswoman governor gov
    mayor king queen prince princess emperor pope cardinal bishop archbishop judge justice magistrate attorney counsel
    prosecutor defendant witness chancellor director deputy commissioner speaker moderator host presenter anchor
    interviewer interviewee reporter journalist correspondent interpreter translator clerk recorder rapporteur officer
    leader official spokesman spokeswoman spokesperson bundeskanzler bundesprasident prasident vorsitzender
    vorsitzende minister-president ministre presidente presidenta ministro ministra secretario presidentessa
    predsednik premierminister shah sultan emir guest convener convenor provost principal dean rector councillor cllr
    member narrator operator coordinator facilitator chief comptroller treasurer excellency majesty highness
    generalsekretar staatssekretar botschafter ambassadeur embajador chancelier secretaire comandante kanzler
    президент премьер премьер-министр министр посол маршал генерал адмирал полковник председатель секретарь
    переводчик ведущии корреспондент
    """
)
# What is cut short before or after a name: the full stop after it ends no sentence.
ABBREVIATED = _table(
    """
    mr mrs ms mx dr prof messrs mme mlle rev hon sr sra srta st ste jr esq cde cdes com tov tow тов gen gen-sek col lt
    maj capt cpt cmdr adm brig sgt sen rep gov pres prem pm amb min sec chmn adv
    """
)
# Words of an office beside its chief words: "Prime Minister", "Presiding Officer".
OFFICE_ADJECTIVES = _table(
    """
    the prime first second third vice deputy acting presiding temporary permanent foreign defense defence state
    interior war finance trade external internal affairs staff council committee party government republic union
    assembly house senate parliament court high supreme joint central national assistant special senior junior chinese
    soviet american british french german russian japanese albanian
    """
)
# Small words inside an office.
OFFICE_LINKS = _table(
    """
    of the for to on in and pro tempore tem der die das des von le la les du de el del los las il lo gli
    """
)
ARTICLES = _table(
    """
    the der die das le la les el los las il lo gli
    """
)
# Voices that have a function and no name, alone or with a number.
GENERIC = _table(
    """
    q a question answer questioner respondent interviewer interviewee audience male female man woman speaker voice
    unknown unidentified participant moderator host guest narrator all several student reporter caller um uf frage
    antwort pregunta respuesta domanda risposta publikum вопрос ответ 問 答 问 主持人 記者 记者 主席 司儀
    """
)
GENERIC_TAILS = _table(
    """
    member speaker voice voices male female man woman participant audience reporter student one two three from the
    floor
    """
)
# Small words inside names.
PARTICLES = _table(
    """
    de da do dos das du del della di van von der den ter ten zu zum bin ibn al el la le san y e abu af av i ua of
    """
)
AND = _table(
    """
    and und et y e i og och & и
    """
)
TO = _table(
    """
    to an a
    """
)

# What stands before a colon at the head of a document, in its margin, or in its apparatus. Never a speaker.
HEADER_FIELDS = _phrases(
    """
    decided; resolved; date; dates; date & time; date and time; time; times;
    time and place; place; venue; location; where; when; subject;
    subjects; subj; re; ref; refs; reference; references; topic; topics; theme; title; titles; subtitle; author;
    authors; editor; editors; publisher; source; sources; citation; summary; abstract; credits; credit; rights;
    copyright; license; licence; original language; language; languages; contents; content; table of contents; index;
    key; keys; key words; keywords; tags; tag; category; categories; description; note; notes; editor's note;
    editors' note; editor’s note; translator's note; translators' note; author's note; cc; bcc; copy; copies; copy to;
    copies to; distribution; to; from; via; through; file; file number; document; document number; document no; doc;
    document date; no; nr; number; series; volume; vol; box; folder; fond; fondi; opis; dossier; collection; archive;
    repository; record group; page; pages; enclosure; enclosures; attachment; attachments; annex; appendix;
    classification; declassified; status; drafted; drafted by; prepared by; approved by; recorded by; taken by;
    typed by; translated by; transcribed by; transcript by; transcript; transcription; edited by; present;
    also present; others present; those present; present on our side;
    participants; participant; attendees; attendance;
    in attendance; attending; absent; apologies; members present; persons present; delegation; delegations; witnesses;
    duration; length; hours; beginning; begin; end; started; ended; adjourned; agenda; agenda item; item; items;
    minutes; meeting; conversation; video; audio; media; slides; slide; url; link; links; website; web; email; e-mail;
    tel; telephone; phone; fax; address; twitter; github; name; names; here; memorandum; memo; telegram; letter;
    signed; signature; initialed; for; attn; attention;
    importance; priority; podcast; episode; show notes; host notes;
    transcript completed by; publication date; published; created; updated; isbn; doi; warning; tema; temas; lugar;
    fecha; hora; diapositivas; asistentes; presentes; nota; notas; titulo; asunto; ort; datum; zeit; thema; betreff;
    teilnehmer; anwesend; anmerkung; quelle; lieu; objet; sujet; heure; participants a l'entretien; remarque; luogo;
    data; oggetto; miejsce; dato; sted; место; дата; время; присутствовали;
    тема; 時間; 地點; 地点; 时间; 主題; 主题; 出席; 列席; 紀錄;
    記錄; 记录; 議題; 备注; 備註; 日期; 說明; 说明; 註; 注; 附件; 資料; 來源
    """
)
# Of these, what nobody says even where somebody was speaking before.
NOBODYS = _phrases(
    """
    date & time; date and time; time; place; time and place; time of meeting; present; also present; others present;
    those present; participants; in attendance; decided; resolved; translator's note; translators' note; editor's note;
    editors' note; interpreter and recorder; recorder; subject
    """
)
# What is in the name of a field or section of minutes in Chinese or Japanese, and in nobody's.
CJK_SECTIONS = _table(
    """
    人員 人员 結論 结论 時間 时间 地點 地点 議題 议题 事項 事项 名單 名单 紀錄 記錄 记录 說明 说明 單位 单位 日期 附件
    備註 备注 決議 决议 議程 议程 大綱 主題 主题 摘要 出席 列席 場所 日時
    """
)
# Words that open a sentence, an item or a section before a colon or full stop. Alone they are never a speaker.
ORDINARY = _table(
    """
    first firstly second secondly third thirdly fourth fifth last lastly finally next then also but and or so now thus
    hence therefore however moreover besides yes no okay well example examples instance result results conclusion
    conclusions question questions answer answers problem problems issue issues point points fact facts reason reasons
    decision decisions action actions agreed agreement proposal proposals recommendation recommendations resolution
    resolutions nomination nominations legislation comment comments remark remarks observation observations option
    options step steps phase stage part section chapter article paragraph figure table case cases total totals details
    detail general information command plan background break jingle exhibit clip ad advert introduction overview
    discussion assessment analysis objective objectives goal goals purpose aim aims task tasks advantages
    disadvantages pros cons todo reminder important urgent secret confidential restricted unclassified top answering
    quote unquote correction update updates caution attention warning ask message text omission extract extracts
    excerpt excerpts more other others this that these those he she it they we i you his her its their our your my who
    what why how where when which there here as if because although while since until after before for with without
    about against january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday morning afternoon evening today tomorrow yesterday god lenin's politics
    economy economics culture trade defense defence security finance agriculture industry education health energy
    science technology religion history intro outro resources sponsor sponsors transcript recap disclaimer laughter
    applause silence pause music crosstalk north south east west europe asia africa america latin
    """
)
# Countries and the like that head sections. As labels they must recur.
PLACES = _phrases(
    """
    afghanistan; albania; algeria; argentina; australia; austria; belgium; brazil; bulgaria; burma; cambodia; canada;
    chile; china; colombia; congo; cuba; cyprus; czechoslovakia; denmark; ecuador; egypt; england; ethiopia; europe;
    finland; france; germany; east germany; west germany; ghana; great britain; greece; guinea; hong kong; hungary;
    iceland; india; indonesia; iran; iraq; ireland; israel; italy; japan; jordan; kenya; korea; north korea;
    south korea; kuwait; laos; latin america; lebanon; libya;
    malaya; malaysia; mexico; middle east; mongolia; morocco;
    nepal; netherlands; new zealand; nigeria; norway; pakistan; panama; peru; philippines; poland; portugal; romania;
    rumania; russia; saudi arabia; singapore; south africa; south vietnam; north vietnam; soviet union; spain;
    sri lanka; sudan; sweden; switzerland; syria; taiwan; tanzania; thailand; timor; east timor; portuguese timor;
    tunisia; turkey; uganda; ukraine; united kingdom; united nations; united states; usa; uk; ussr; us; un; vietnam;
    viet nam; yugoslavia; zambia; zimbabwe
    """
)
# What no name begins with, and what numbers something instead of ending a name ("Amendment No. 5").
NEVER_FIRST = _table(
    """
    by to for from with in on at as and but or if when while after before under over about against between of not no
    """
)
NEVER_LAST = _table(
    """
    files papers records marines troops forces embassy legation army navy radio press
    no nos number sec section title vol volume art article ch chapter p pp page fig par act res s h v
    """
)
SALUTATIONS = _table(
    """
    dear sirs gentlemen excellency ladies friends colleagues
    """
)

# Verbs of saying, in the past and the present: "comrade X said:".
SPEECH_VERBS = _table(
    """
    said says stated states replied replies answered asked asks continued continues added adds remarked declared
    declares responded responds communicated communicates explained explains spoke speaks noted observed commented
    concluded began opened announced announces reported informed informs told tells exclaimed interjected emphasized
    emphasizes emphasised stressed
    """
)
# Verbs with which a narrator reports what somebody said or thought, beside those of saying.
REPORT_VERBS = _table(
    """
    conveyed referred pointed expressed agreed thought suggested mentioned welcomed handed raised believed considered
    felt hoped wished drew did had was would gave proposed promised argued accepted confirmed recalled repeated
    inquired enquired wondered insisted maintained admitted indicated described outlined thanked summarized summarised
    went
    """
)
# Words that end no paragraph: one that stops after them goes on in the next.
OPEN_ENDED = _table(
    """
    the a an of and or by for with from into our your their his its my between during whose
    """
)
