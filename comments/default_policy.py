"""The policy that a new site starts with, in its three languages; editors write later versions."""

VERSION = 1

POLICY = {
    "intro": {
        "ar": (
            "التعليق هنا متاح للجميع من دون حساب، ولا يظهر قبل أن يقرأه مشرف ويبتّ فيه وفق البنود"
            " الواردة أدناه. الرأي المخالف مرحّب به مهما بلغت حدّته، فالمرفوض هو الأذى لا"
            " الاختلاف، وكل رفض يذكر البند الذي استند إليه."
        ),
        "en": (
            "Anyone may comment, without an account. A moderator reads every comment before it"
            " appears and decides it by the clauses below. Disagreement is welcome, however sharp:"
            " what is refused is harm, not dissent, and every refusal names the clause it rests on."
        ),
        "fr": (
            "Chacun peut commenter, sans compte. Un modérateur lit chaque commentaire avant sa"
            " parution et en décide selon les règles ci-dessous. Le désaccord est bienvenu, même"
            " vif : c’est le tort fait à autrui qui est refusé, non la contradiction, et chaque"
            " refus cite la règle qui le fonde."
        ),
    },
    "disclaimer": {
        "ar": (
            "المقالات والأخبار والنشاطات والتعليقات المنشورة هنا تُنسب إلى أصحابها وحدهم؛ لا يُعدّ"
            " أيّ منها رأياً للموقع، ولا يقع على الموقع بسببها أيّ عبء معنوي أو مادي."
        ),
        "en": (
            "Articles, news, activities and comments published here are their authors’ own. None"
            " of them is the opinion of this site, and the site bears no moral or material burden"
            " on their account."
        ),
        "fr": (
            "Articles, nouvelles, activités et commentaires publiés ici n’engagent que leurs"
            " auteurs. Aucun n’exprime l’opinion du site, qui n’en assume aucune charge morale ni"
            " matérielle."
        ),
    },
}

# In the order in which they are posted; the number is the place in this list.
CLAUSES = (
    {
        "code": "insult",
        "is_legal_risk": False,
        "title": {"ar": "القدح", "en": "Insult", "fr": "Injure"},
        "text": {
            "ar": (
                "لا شتائم ولا ألفاظ تحقير بحق أحد، كاتباً كان أم قارئاً أم شخصاً يتناوله الخبر."
                " انتقاد الأفعال والأقوال مقبول، أما الإهانة فلا."
            ),
            "en": (
                "No abuse and no words of contempt for anyone, be it the writer, another reader or"
                " a person in the news. Criticise what people do and say; do not revile them."
            ),
            "fr": (
                "Ni insulte ni terme de mépris envers quiconque, qu’il s’agisse de l’auteur, d’un"
                " lecteur ou d’une personne dont parle l’article. Critiquez les actes et les"
                " propos, n’outragez pas les personnes."
            ),
        },
    },
    {
        "code": "defamation",
        "is_legal_risk": True,
        "title": {"ar": "الذم", "en": "Defamation", "fr": "Diffamation"},
        "text": {
            "ar": (
                "لا يُنسب إلى شخص أو جهة فعل محدّد يمسّ الشرف أو السمعة من دون سند منشور وموثوق."
                " من يملك وقائع يستطيع إرسالها إلى هيئة التحرير بدل نشرها في تعليق."
            ),
            "en": (
                "Nobody is accused of a particular deed that harms honour or reputation without a"
                " published and trustworthy source. Facts you can prove belong with the newsroom,"
                " not in a comment."
            ),
            "fr": (
                "Nul ne se voit imputer un fait précis portant atteinte à son honneur ou à sa"
                " réputation sans source publiée et fiable. Les faits que vous pouvez prouver"
                " s’adressent à la rédaction, non aux commentaires."
            ),
        },
    },
    {
        "code": "incitement",
        "is_legal_risk": True,
        "title": {"ar": "التحريض", "en": "Incitement", "fr": "Incitation"},
        "text": {
            "ar": (
                "لا دعوة إلى العنف أو الانتقام أو الكراهية، ولا تمجيد لهما، ضد أي شخص أو جماعة"
                " بسبب الدين أو الطائفة أو الجنسية أو الأصل أو الجنس أو الرأي."
            ),
            "en": (
                "No call to violence, revenge or hatred, and no praise of them, against any person"
                " or group for their religion, community, nationality, origin, sex or opinion."
            ),
            "fr": (
                "Aucun appel à la violence, à la vengeance ou à la haine, ni leur éloge, contre une"
                " personne ou un groupe en raison de sa religion, de sa communauté, de sa"
                " nationalité, de son origine, de son sexe ou de ses opinions."
            ),
        },
    },
    {
        "code": "dignity",
        "is_legal_risk": False,
        "title": {
            "ar": "المسّ بالكرامات",
            "en": "Attack on dignity",
            "fr": "Atteinte à la dignité",
        },
        "text": {
            "ar": (
                "لا سخرية من المصاب أو المرض أو الإعاقة أو الشكل أو الموت، ولا تهكّم على المعتقدات"
                " والمقدّسات، ولا كلام يجرّد إنساناً أو جماعة من الإنسانية."
            ),
            "en": (
                "No mockery of misfortune, illness, disability, looks or death, none of what others"
                " hold sacred, and no words that deny a person or a group their humanity."
            ),
            "fr": (
                "Pas de moquerie du malheur, de la maladie, du handicap, de l’apparence ou de la"
                " mort, ni de ce que d’autres tiennent pour sacré ; aucun propos qui nie l’humanité"
                " d’une personne ou d’un groupe."
            ),
        },
    },
    {
        "code": "decent-language",
        "is_legal_risk": False,
        "title": {"ar": "اللغة اللائقة", "en": "Decent language", "fr": "Langage correct"},
        "text": {
            "ar": (
                "تُكتب التعليقات بلغة لائقة يمكن أن تُقرأ في أي بيت: لا بذاءة ولا إيحاءات فاضحة،"
                " ولو لم تستهدف أحداً."
            ),
            "en": (
                "Comments are written in language fit to be read in any home: nothing obscene or"
                " lewd, even where it is aimed at nobody."
            ),
            "fr": (
                "Les commentaires s’écrivent dans une langue que l’on peut lire dans tous les"
                " foyers : ni obscénité ni grivoiserie, même sans viser personne."
            ),
        },
    },
    {
        "code": "advertising",
        "is_legal_risk": False,
        "title": {"ar": "الإعلانات", "en": "Advertising", "fr": "Publicité"},
        "text": {
            "ar": (
                "لا ترويج لسلع أو خدمات أو حسابات، ولا روابط تجارية أو مضلّلة، ولا نصوص تتكرّر على"
                " أكثر من خبر."
            ),
            "en": (
                "No promotion of goods, services or accounts, no commercial or deceptive links, and"
                " no text repeated under story after story."
            ),
            "fr": (
                "Pas de promotion de biens, de services ou de comptes, pas de lien commercial ou"
                " trompeur, pas de texte répété d’un article à l’autre."
            ),
        },
    },
    {
        "code": "personal-data",
        "is_legal_risk": False,
        "title": {"ar": "البيانات الشخصية", "en": "Personal data", "fr": "Données personnelles"},
        "text": {
            "ar": (
                "لا تُنشر أرقام هواتف ولا عناوين ولا بريد إلكتروني ولا صور أو معلومات عن الحياة"
                " الخاصة لأحد، ولو كانت لكاتب التعليق نفسه."
            ),
            "en": (
                "No telephone numbers, addresses, e-mail addresses or details of anybody’s private"
                " life, not even the writer’s own."
            ),
            "fr": (
                "Ni numéro de téléphone, ni adresse, ni courriel, ni détail de la vie privée de"
                " quiconque, y compris de l’auteur du commentaire."
            ),
        },
    },
    {
        "code": "off-topic",
        "is_legal_risk": False,
        "title": {"ar": "الخروج عن الموضوع", "en": "Off topic", "fr": "Hors sujet"},
        "text": {
            "ar": (
                "يتّصل التعليق بالخبر المنشور فوقه أو بالنقاش الدائر حوله؛ ما عدا ذلك يمكن إرساله"
                " إلى هيئة التحرير."
            ),
            "en": (
                "A comment has to do with the story above it or with the discussion about it;"
                " anything else can be sent to the newsroom."
            ),
            "fr": (
                "Un commentaire porte sur l’article ou sur la discussion qu’il suscite ; pour le"
                " reste, on peut écrire à la rédaction."
            ),
        },
    },
)
