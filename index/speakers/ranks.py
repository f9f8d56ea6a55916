"""Which words before a name are no part of it? A literal table: courtesy words, ranks and offices, with short forms."""

from __future__ import annotations

from index.reading.label_words import GENERIC, GENERIC_TAILS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The word that stands for all others of its row, then the others, folded (see index.queries.analysis), without stops.
_ROWS = (
    # courtesy; "comrade" says nothing of who it is and is the same word in every language
    """comrade cde cdes com comr tov tovarishch tovarish tovaras tovarasul soudruh shoku genosse genossin camarade
    camarada companero companera compagno compagna товарищ тов 同志""",
    "mr mister herr monsieur senor sr signor gospodin gospod гн",
    "mrs frau madame mme senora sra signora gospozha gospa",
    "ms",
    "miss fraulein mademoiselle mlle",
    "dr doctor",
    "prof professor",
    "sir",
    "lord",
    "lady",
    "madam",
    "hon honourable honorable",
    "excellency",
    "rev reverend",
    "father",
    "bishop",
    "archbishop",
    "cardinal",
    "rabbi",
    "imam",
    # ranks
    "general gen",
    "lieutenant lt lieut",
    "colonel col",
    "major maj",
    "brigadier brig",
    "captain capt",
    "sergeant sgt",
    "marshal",
    "admiral adm",
    "commander cmdr",
    "commodore",
    "generalissimo",
    # offices
    "president pres predsednik",
    "chairman chmn",
    "chairwoman",
    "chairperson",
    "chair",
    "premier",
    "prime",
    "pm",
    "minister",
    "chancellor",
    "secretary sec secy",
    "ambassador amb",
    "consul",
    "governor gov",
    "mayor",
    "senator sen",
    "representative rep",
    "congressman",
    "congresswoman",
    "delegate",
    "deputy dep",
    "judge",
    "justice",
    "king",
    "queen",
    "prince",
    "princess",
    "emperor",
    "director dir",
    "commissioner",
    "inspector",
    "speaker",
    "interpreter",
    "translator",
    "moderator",
    "interviewer",
    # what only qualifies an office
    "foreign",
    "vice",
    "first",
    "second",
    "under",
    "assistant asst",
    "acting",
    "former",
    "chief",
    "state",
    "party",
)

RANKS = {form: row.split()[0] for row in _ROWS for form in row.split()}
NEUTRAL = frozenset({"comrade"})  # may stand or not, and says nothing of who it is

# Words that name a part in the conversation or a body, never a person: "Audience Member", "Presiding Officer".
ROLES = (
    GENERIC
    | GENERIC_TAILS
    | _words(
        """
        and anonymous answers association at bank board both bureau chorus clerk commission committee
        company conference congress council crowd delegate delegates delegation department else embassy
        everybody everyone for foundation government group hosts inaudible institute interlocutor
        international interpreter leader majority members ministry minority multiple national note notetaker
        of office officer operator other others panel panelist participants people person presenter
        presiding pro questions recorder republic secretariat security side someone speakers staff
        stenographer students team temporary tempore to translator union united university with witness
        women
        """
    )
)

# Chinese, Japanese and Korean words for a part or an office, by their whole label.
CJK_ROLES = GENERIC | _words(
    "翻译 翻譯 总理 總理 部长 部長 外长 外長 总统 總統 大使 众人 眾人 議長 司会 司會 주석 통역 사회자"
)

# Small words within a name, which may be printed without a capital.
PARTICLES = _words(
    """
    al ap ben bin bint da das de del della den der di do dos du e el en ibn la las le los o te ten ter van vom von y zu
    zum zur
    """
)

# Those of them that are names when they begin with a capital: Al Gore, Ben Adams, Le Duan, Do Muoi.
GIVEN_NAMES_TOO = _words("al ben da do la le")

# The commonest Chinese surnames, one character each, in both scripts: with one or more characters of a given name they
# are a personal name.
HAN_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭"
    "吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟"
    "龙龍万萬段章钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文葛翁柯鄂樊殷施陶洪柳庄莊简簡游颜顏温溫詹巫涂古符倪严嚴甘祝左欧歐辛管卜包喻鲍鮑费費裴"
)
