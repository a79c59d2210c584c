# ruff: noqa: E501 - a list of phrases reads better in long lines
"""English phrases."""

from cashwright.areas.messaging.policies.inbox import Intent
from cashwright.areas.messaging.rules.inbox.cues.cue import Cue, cues, vetoes

_PAY = (
    r"(?:pay|paying|settle|settling|transfer|wire|wiring|remit|remitting|clear|clearing|"
    r"(?:send|sending|make|making|process|processing|release|releasing|execute|issue)"
    r" (?:you )?(?:the |this |a |that |your |our |full )?(?:full )?(?:payment|money|wire|funds|transfer|che(?:ck|que)|balance|invoice payment)|"
    r"take care of (?:it|this|that|the payment|the invoice)|get (?:it|this|that) (?:paid|sorted|settled|done)|"
    r"do so|do it|arrange (?:the |a )?payment)"
)
_PAID = r"(?:paid|settled|transferred|remitted|wired|cleared|taken care of)"
_THING = (
    r"(?:payments?|transfers?|invoices?|amounts?|balance|money|wires?|funds|cheques?|checks?|rest|it|this|"
    r"remainder|bills?|that|sum|\$ ?[\d.,]+|[\w-]*\d[\w-]*)"
)
_WILL = (
    r"(?:will|'ll|’ll|shall|(?:am|are|is|'m|'re|’re) going to|plan(?:ning)? (?:to|on)|intend to|expect to|aim to|"
    r"should be able to|will be able to|can|are able to|promise to|happy to|commit to|hope to)"
)
_OUR = r"(?:invoices?|bills?|charges?|amount|price|total|quantity|vat|tax|fee|hours|line \d+|position|billing|sum|rate)"
_WRONG = (
    r"(?:wrong|incorrect(?:ly)?|not (?:correct|right)|too (?:high|much|many)|inaccurate|false|far too|a mistake|"
    r"higher than|not what we|faulty|in error)"
)
_WHO = r"(?:accounting|accounts?(?: payable)?(?: team| department)?|finance|payables|billing|ap|shared service)"

_BANK = (
    r"\b(?<!by\s)(?:my|a|the|your|new|virtual|disposable|physical|debit|credit|bank) (?:new )?cards?\b|"
    r"\b(?:atm|pin|passcode|top(?:ped|ping)?[- ]?up|cash machine|exchange rate|app|my account|landlord|seller|beneficiary|refund)\b"
)
"""What people ask their own bank about."""

CUES: tuple[Cue, ...] = (
    *cues(
        Intent.PROMISE, 800,
        rf"{_WILL}(?: (?:now|then|definitely|certainly|also|just|only|gladly|be|still|have|you))* {_PAY}\b",
        rf"\b{_THING}(?: ~ | )(?:will|'ll|’ll|is going to|are going to|is due to|are due to|should|shall)(?: now)? (?:be )?"
        r"(?:made|paid|settled|transferred|remitted|sent|wired|released|processed|executed|cleared|credited|go(?:es)? out|"
        r"follow|arrive|reach|on its way|with you|in your account)\b",
        rf"\b{_THING} (?:is|are) going (?:to be (?:wired|paid|released|transferred|sent)|out)\b",
        r"\byou(?:'ll|’ll| will| should) (?:have|receive|get|see) (?:the |our |your |it|this )(?:money|payment|funds|transfer)?",
        r"\b(?:bank|accounting|ap|accounts payable|finance|cfo|treasury) (?:will|is going to) (?:pay|execute|make|process|release|transfer)",
        r"\bpayment date is\b", r"\bexecute the transfer\b",
        r"\b(?:transfer|payment|wire|it) is (?:scheduled|planned|set|booked|lined up)\b",
        r"\b(?:commit|committed) to (?:paying|pay|settle|settling)\b",
    ),
    *cues(
        Intent.PROMISE, 700,
        r"\b(?:scheduled|planned|booked|queued|put it in|lined up|released|set up)(?: ~ | )(?:payment|transfer|for)\b",
        r"\bput (?:it|this|that) in for\b",
        r"\b(?:payment|check|cheque|pay) run\b", r"\b(?:next|this) (?:payment )?(?:batch|run)\b",
        r"\bapproved for payment\b", r"\bpayment (?:has been|was|is) (?:initiated|scheduled|approved|arranged|released)\b",
        r"\bpayment (?:is )?(?:going|goes) out\b", r"\b(?:sending|wiring|paying) (?:the |it |this )?(?:wire|money|payment|transfer|it|this)\b",
        r"^\W*(?:you can |please )?expect (?:it|payment|the money|the payment|our payment|the transfer)\b",
        r"\bexpect it by\b", r"\bwill pay\b", r"\bhave it paid\b",
    ),
    *cues(
        Intent.PAID_ALREADY, 850,
        rf"\b(?:have|has|had|'ve|’ve|was|were|been|'s been)(?: (?:already|now|long|just|all|both|been|since|fully))* {_PAID}\b",
        r"\b(?:we|i|they|bank)(?: (?:already|have|just|both))* (?:paid|settled|transferred|wired|remitted|cleared)\b",
        r"\b(?:payment|transfer|wire|money|cheque|check|funds|it)(?: ~ | )(?:was|were|has been|have been) (?:sent|made|transferred|executed|cashed|debited|issued|mailed)\b",
        r"\b(?:we|i|they|have|has) (?:sent|made|issued) (?:it|the payment|payment|this payment|the money|the transfer|a payment)\b",
        rf"\balready (?:{_PAID}|done|sent)\b",
        r"\b(?:payment|wire|transfer|money|cheque|check|it)(?: ~ | )(?:went out|left our|left on|left the)\b",
        r"\bpayment made on\b", r"\bmoney left\b",
    ),
    *cues(
        Intent.PAID_ALREADY, 700,
        r"\b(?:proof of payment|payment (?:confirmation|receipt|proof)|remittance (?:advice|attached)|bank confirmation|wire confirmation)\b",
        r"^\W*(?:it's |this is |is )?paid\b", r"\bpayments? (?:have |has |must have )?crossed\b",
        r"\bcrossed with our payment\b", r"\byour reminder and our payment\b",
        r"\bsee attached remittance\b", r"\bshows? (?:~ )?[\w-]+ as paid\b", r"\btook it from our (?:card|account)\b",
        r"\bproof attached\b", r"\bshould have received our (?:payment|transfer)\b",
    ),
    *cues(
        Intent.DISPUTE, 850,
        r"\b(?:we|i|hereby)(?: ~ | )disput(?:e|ing)\b", r"\bdisput(?:e|ing) (?:this|the|your|that)\b",
        r"\bobjects? to\b", r"\bcontest (?:this|the|your)\b",
        rf"\b{_OUR}(?: ~ | )(?:is|was|are|were|looks?|seems?|appears?)(?: \w+)? {_WRONG}\b",
        r"\b(?:will not|won't|won’t|are not going to|not going to|refuse to|'re not going to) pay\b", r"\bnot paying\b",
        r"\bwithhold(?:ing)? (?:the )?payment\b",
        r"\b(?:billed|invoiced|charged)(?: us)?(?: ~ | )(?:twice|two times|double|incorrectly|wrongly|for \d+ )",
        r"\bovercharged\b", r"\b(?:is|as|be) a duplicate of\b", r"\bsame thing twice\b", r"\bduplicate (?:charge|billing)\b",
        r"\b(?:do(?:es)? not|don't|doesn't|don’t|doesn’t) (?:agree|match|correspond|accept)\b", r"\bdisagree with\b",
        r"\bnot (?:in )?agree(?:ment)?(?: ~ | )(?:with|to)\b",
        rf"\b(?:{_OUR}|this|that|it) (?:on this invoice )?(?:does not|doesn't) match\b",
    ),
    *cues(
        Intent.DISPUTE, 720,
        r"\b(?:never|did not|didn't|didn’t)(?: ever)? (?:order(?:ed)?|request(?:ed)?|book(?:ed)?|sign(?:ed)?(?: up)?|authori[sz]e[d]?) ",
        r"\b(?:never|did not|didn't|not)(?: ~ | )(?:receive[d]?|got|get) the (?:goods|service|delivery|product|items|units|equipment|licen[cs]es|support)\b",
        r"\bsupport we never\b",
        r"\bonly (?:received|got|had|delivered|ordered|used)\b", r"\bonly \d+ (?:\w+ )?(?:were|was)\b",
        r"\b(?:damaged|defective|faulty|broken|never worked|did not work)\b",
        r"\b(?:not|never)(?: been)? (?:delivered|provided|rendered|performed|supplied)\b",
        r"\b(?:not|never)(?: been)? (?:applied|deducted|honou?red)\b",
        r"\b(?:cancell?ed|terminated)(?: ~ | )(?:subscription|contract|account|agreement|service|order)\b",
        r"\bcredit (?:note|memo)\b", r"\b(?:issue|send|give)(?: ~ | )a credit\b", r"\bcredit for the\b",
        r"\bcorrected (?:invoice|bill)\b", r"\b(?:correct|adjust)(?: this| it| the invoice)?(?: and reissue)?[.!]?$",
        r"\breissue\b", r"\bcancel (?:this|the|that) invoice\b", r"\bsent in error\b",
        r"\bdiscount(?: ~ | )(?:not|missing|should)\b", r"\bshould be a(?: \S+)? discount\b", r"\bdiscount we agreed\b",
        r"\bmissing (?:our |the |a )?(?:po|purchase order|order number)\b",
        r"\b(?:po|purchase order|order number|reference)(?: ~ | )(?:is |was )?missing\b",
        r"\b(?:mistake|error|errors|discrepanc(?:y|ies))(?: ~ | )(?:on|in|with|invoice|line)\b", r"\bseems to be an error\b",
        r"\b(?:was|were) waived\b", r"\bwhy (?:is there|was|were|are|did you) (?:~ )?(?:vat|tax|charg\w+|invoic\w+|bill\w*)\b",
        r"\bhow can you (?:invoice|bill|charge)\b", r"\b(?:quantity|price|amount|total) should be\b",
        r"\bservice was down\b", r"\bdelivery was (?:short|late|incomplete)\b", r"\bnothing to pay\b",
        r"\bas agreed in|than agreed|than quoted|not as agreed\b", r"\b(?:quote|contract) says\b",
        r"\bwrong (?:company|entity|legal entity|price|amount|quantity|address on)\b", r"\bwithout it we cannot process\b",
        r"\bshould not have been (?:billed|charged|invoiced)\b", r"\bcharged for(?: ~ | )(?:never|not)\b",
        r"\banother (?:bill|invoice) for(?: ~ | )(?:never|not)\b", r"\b(?:is|as) wrong because\b",
        r"\bfar too (?:many|high|much)\b",
    ),
    *cues(
        Intent.COPY_WANTED, 850,
        r"\b(?:send|resend|re-send|forward|forwarding|e-?mail|provide|sending|share|need|get|have)(?: ~ | )(?:copy|copies|duplicate|pdf|pdfs)\b",
        r"\bcop(?:y|ies) of (?:the |this |that |your |all )?(?:invoices?|bills?|documents?)\b",
        r"\b(?:resend|re-send)\b", r"\b(?:send|forward|sending|forwarding|e-?mail)(?: ~ | )(?:invoices?|it|bill|document|statement)(?: ~ | )?(?:again|once more|mentioned|as (?:a )?pdf)\b",
        r"\b(?:statement of account|account statement)\b", r"\ball (?:the )?open invoices\b",
        r"\bmind (?:forwarding|sending)\b", r"\bcould you (?:please )?forward it\b",
        r"\binvoice pdf\b", r"\boriginal (?:invoice|bill)\b",
    ),
    *cues(
        Intent.COPY_WANTED, 720,
        r"\b(?:not|never|n't|n’t) (?:yet )?receive[d]? (?:this|the|an|any|it|your|that)(?: invoice| bill| document)?\b(?! (?:goods|service|delivery|product))",
        r"\b(?:cannot|can't|can’t|can not|could not|couldn't|unable to) (?:find|locate|open)\b",
        r"\bno (?:record|trace) of (?:this|the|that|your|any)\b",
        r"\b(?:not|n't) attached\b", r"\b(?:no|missing) attachment\b", r"\battachment (?:is |was )?missing\b",
        r"\bwhich invoice\b", r"\bwhat is this invoice\b",
        r"\bnot in our system\b", r"\b(?:not|don't|n't)(?: ~ | )on file\b", r"\blost the invoice\b",
        r"\blink(?: ~ | )(?:expired|(?:not|n't) work)\b",
    ),
    *cues(
        Intent.WRONG_CONTACT, 850,
        r"\bno longer (?:work|works|working|with|here|employed|responsible|at|part of|in (?:charge|use)|in finance)\b",
        r"\bleft (?:the|our|this) (?:company|organi[sz]ation|firm|business)\b", r"\bhas (?:left|retired)\b",
        r"\bwrong (?:person|e-?mail|mail|contact|recipient|department|address\b(?! on))",
        r"\bnot (?:the )?(?:right|correct) (?:person|contact|recipient|department)\b", r"\bnot responsible\b",
        r"\bnothing to do with\b", r"\b(?:do not|don't|don’t) (?:handle|deal with|look after) (?:payments?|invoices?|billing|this)\b",
        r"\bnot related to\b", r"\bprivate address\b", r"^\W*not me\b",
        r"\b(?:direct|send|forward|address|submit)(?: ~ | )(?:all|future)(?: \w+){0,2} invoices\b", r"\bfuture invoices\b",
        r"\b(?:mailbox|address|account) is no longer\b",
    ),
    *cues(
        Intent.WRONG_CONTACT, 720,
        r"\bplease (?:contact|reach out to|write to|try|direct|address)(?: ~ | )(?:@|\S+@\S+|instead)",
        rf"\b(?:contact|reach out to|try|write to) (?:our |the ){_WHO}\b",
        r"\b(?:new contact|replacement is|successor)\b", r"\bupdate your records\b", r"\bmoved to a new (?:mailbox|address)\b",
        r"\bwho (?:looks after|handles|is responsible for) (?:payables|invoices|payments|this)\b",
        rf"\btry our {_WHO}\b",
    ),
    *cues(
        Intent.OUT_OF_OFFICE, 900,
        r"\bout of (?:the )?office\b", r"\bon (?:annual |parental |maternity |paternity |sick |medical )?(?:leave|vacation|pto)\b",
        r"\bon holiday\b", r"\baway from (?:my desk|the office|email)\b", r"\blimited access to\b", r"\bno access to e-?mail\b",
        r"\boffices?(?: ~ | )(?:is|are) closed\b", r"\bautomatic reply\b", r"\bout sick\b",
    ),
    *cues(
        Intent.OUT_OF_OFFICE, 720,
        r"\b(?:be|am|is|are) back (?:on|in|at|from)\b", r"\band back on\b", r"\b(?:will |when i )?(?:return|returning)(?: ~ | )(?:on|monday|tuesday|wednesday|thursday|friday|at my desk)\b",
        r"\brespond when i return\b", r"\b(?:am|be|currently) (?:travell?ing|away)\b", r"\breopen\b", r"\battending a conference\b",
    ),
    *cues(
        Intent.PAYMENT_PLAN, 850,
        r"\binstall?ments?\b", r"\bpayment (?:plan|arrangement)\b", r"\bpart(?:ial)? payments?\b", r"\bpay in (?:parts|stages)\b",
        r"\bspread (?:the |this |it|out|our)", r"\bsplit (?:this|the|it)(?: ~ | )?(?:payments?|into|over)\b",
        r"\b(?:defer|postpone) (?:the |this |our )?payment\b",
    ),
    *cues(
        Intent.PAYMENT_PLAN, 720,
        r"\b(?:more|extra|additional) time\b", r"\bextension\b", r"\bextend the (?:payment |due )?(?:deadline|date|term)",
        r"\bhalf (?:now|in|of it now)\b", r"\d ?(?:a|per|each|every) (?:month|week)\b", r"\b(?:can't|cannot|can not) pay (?:everything|all|it all|the full|the whole)\b",
        r"\bunable to pay the (?:full|whole|entire)\b", r"\bpay (?:\S+ )?(?:monthly|weekly)\b",
    ),
    *cues(
        Intent.OPT_OUT, 900,
        r"\bunsubscribe\b", r"^\W*stop\W*$", r"\bstop (?:e-?mailing|sending|contacting|writing|texting|spamming)(?: to)?(?: me| us)?\b",
        r"\b(?:remove|take|delete)(?: ~ | )(?:mailing list|distribution list|e-?mail list|your list|your database|your lists)\b",
        r"\b(?:do not|don't|don’t) (?:want|wish)(?: ~ | )(?:e-?mails?|messages|newsletters?)\b",
        r"\b(?:withdraw|revoke)(?: ~ | )consent\b", r"\b(?:do not|don't|don’t) (?:contact|e-?mail|write to|text) me\b", r"\bopt(?:ing)?[- ]out\b",
    ),
    *cues(
        Intent.DISPUTE, 640,
        r"\b(?:cannot|can't|can not|do not|don't|won't|will not|not|unable to)(?: ~ | )(?:accept|agree|approve|recogni[sz]e|acknowledge|validate|sign off)\b(?! (?:credit )?cards?)",
        r"\b(?:exempt|exemption|reverse charge)\b", r"\b(?:incomplete|partial delivery|undelivered|outstanding delivery|never (?:arrived|came|delivered|used|part))\b",
        r"\b(?:deviates?|differs?|discrepanc\w+|mismatch\w*|contradicts?|inconsistent|does not add up|doesn't add up)\b",
        r"\b(?:cracked|unusable|poor quality|due to the outage|not working|not functional|returned the)\b",
        r"\b(?:reverse|void|withdraw|revise|amend|rectify|recalculate|waive|remove|reduce|correct|cancel|adjust)(?: ~ | )(?:invoice|bill|fee|fees|charge|charges|line|amount|interest)\b",
        r"\b(?:charged|billed|invoiced|charge|bill|invoice)\b.{0,60}\b(?:even though|although|though|despite|again|instead of|rather than|more than)\b",
        r"\b(?:isn't|is not|aren't|are not|wasn't|not)(?: ~ | )what we (?:signed|agreed|ordered|were|have|had|discussed|bought)\b",
        r"\b(?:twice|double|triple|three times) (?:what|the|as)\b", r"\bwhere do(?:es)?(?: ~ | )come from\b", r"\b(?:who|why) (?:did|do|are|were|was|is)(?: ~ | )(?:invoiced|billed|charged|charging|billing)\b",
        r"\bstill missing\b", r"\bnever (?:been )?(?:agreed|approved|part of)\b", r"\bwrong\b.{0,40}\b(?:invoice|bill|price|vat|tax|entity|amount|rate)\b",
        r"\b(?:invoice|bill|price|rate|amount)\b.{0,40}\bwrong\b", r"\b(?:bill|billed|charge|charged) (?:us )?for (?:an?|the) (?:outage|support|service)\b",
    ),
    *cues(
        Intent.COPY_WANTED, 640,
        r"\b(?:send|resend|mail|e-?mail|share|attach|provide|forward|need)(?: ~ | )(?:the |that |those |these |this |your )?(?:invoices?|bills?|pdfs?|documents?|paperwork|breakdown|statement|them over)\b",
        r"\b(?:breakdown|overview|list)(?: ~ | )(?:open|outstanding|due|invoices)\b", r"\blink\b.{0,40}\b(?:404|broken|dead|invalid|error|expired)\b",
        r"\b(?:nothing|no invoice|no document)(?: ~ | )(?:came|arrived|reached|received|attached)\b", r"\bmissing the (?:invoice|bill|paperwork|document)\b",
    ),
    *cues(
        Intent.WRONG_CONTACT, 640,
        r"\b(?:now|these days|instead|henceforth|from now on)\b.{0,60}\S+@\S+", r"\S+@\S+.{0,60}\b(?:now|instead|these days|handles?|runs|looks after|takes care)\b",
        r"\b(?:write|go|send them|addressed|contact|mail)(?: ~ | )(?:to )?\S+@\S+", r"\b(?:moved|switched|transferred) to (?:marketing|sales|another|a different|hr|it)\b",
        r"\bpassed away\b", r"\bnever (?:dealt|done business|worked) with you\b", r"\bwhy am i (?:getting|receiving)\b", r"\b(?:payables?|invoices|payments) (?:is|are) (?:handled|processed|managed)\b",
    ),
    *cues(
        Intent.OUT_OF_OFFICE, 640,
        r"\b(?:i am|i'm|we are|we're)(?: ~ | )(?:away|travell?ing|abroad|off sick|offline|at a|at an)\b(?= ~ (?:until|till|through|fair|conference|event|and))", r"\baway (?:until|till|from)\b",
        r"\b(?:available|reachable) again\b", r"\b(?:winter|summer) break\b", r"\b(?:covers|covering|stands in) for me\b", r"\breading (?:mail|e-?mails?|my mail)\b", r"\bsporadically\b",
    ),
    *cues(
        Intent.PAYMENT_PLAN, 640,
        r"\bpay\b.{0,30}\b(?:bit by bit|over time|step by step|gradually|in stages|later)\b", r"\b\d+ (?:every|each) (?:month|week)\b", r"\b(?:stretch|stretching|extend|push)(?: ~ | )(?:to|until|till|deadline)\b",
        r"\b(?:a third|half|a quarter|part of it)\b.{0,60}\b(?:now|rest|later|other)\b", r"\b(?:breathing space|grace period|some leeway|more leeway)\b",
        r"\b(?:can't|cannot|unable to|not able to)(?: ~ | )(?:whole|full|entire|all of)(?: ~ | )?(?:sum|amount|balance|bill)?\b",
    ),
    *cues(
        Intent.OPT_OUT, 640,
        r"\bno more (?:e-?mails?|reminders|messages|mails|newsletters)\b", r"\bremove (?:this|my|our|the)(?: ~ | )address\b", r"\bobject to(?: ~ | )use of my\b", r"\bleave me alone\b", r"\bspam\b",
    ),
    *cues(
        Intent.PAID_ALREADY, 640,
        r"\b(?:long|already) (?:been )?(?:paid|settled|dealt)\b", r"\b(?:we've|we have|i've|i have) (?:long |already )?(?:paid|settled)\b", r"\bpaid everything\b", r"\bnothing is (?:open|due|outstanding)\b",
        r"\b(?:was|were|been) (?:debited|deducted|cashed|posted|dealt with)\b", r"\b(?:swift|sepa|bank|transfer) (?:copy|confirmation|slip|proof|receipt)\b", r"\byou (?:have )?received (?:the |our )?(?:funds|money|payment)\b", r"\bleft our (?:books|bank|account)\b",
    ),
    *cues(
        Intent.PROMISE, 640,
        r"\b(?:payment|transfer|wire|money|funds|it)(?: ~ | )(?:leaves|goes|lands?|arrives|is queued|shows? up|with the bank)\b", r"\b(?:with|at) (?:the|our) bank now\b",
        r"\byou have my word\b", r"\bpressed the button\b", r"\bback to zero\b", r"\bforward what we owe\b", r"\bget(?:s)? paid on\b",
    ),
)  # fmt: skip

VETOES: tuple[Cue, ...] = (
    *vetoes(
        Intent.PROMISE,
        r"\b(?:won't|won’t|will not|wont|cannot|can't|can’t|can not|unable to|not able to|refuse to|not going to|not promis\w+|never)\b",
        r"\b(?:not|n't|n’t|no)(?: ~ | )(?:know|decided|idea|sure|clear)\b", r"\bif\b", r"\b(?:might|maybe|perhaps|possibly|may pay|at some point)\b",
        r"\b(?:can|could|may|should|would) (?:we|i)\b", r"\b(?:could|can|will|would) you\b", r"\bhell freezes\b", r"\bkidding\b",
        r"\bwould (?:it be|like)\b", r"\bget paid by our\b", r"\bunless\b", r"\buntil (?:this|the|someone|you|it)\b", r"\bwhen was\b",
        r"\b(?:signed )?contract on\b", r"\bpurchase run\b", r"\binstall?ments?\b", r"\bmy (?:card|account|top[- ]?up)\b", r"\bonly able to\b",
    ),
    *vetoes(
        Intent.PAID_ALREADY,
        r"\b(?:not|n't|n’t|never)(?: yet)?(?: been)?(?: yet)? (?:paid|settled|transferred|sent|made|cleared)\b", r"\bif you have\b",
        r"\b(?:will|'ll|to|gets?|get it|going to|can|could|should|shall) (?:be )?(?:paid|transferred|settled|cleared)\b",
        r"\bif\b", r"\bdid you receive\b", r"\bhas not\b", r"\bhave not\b", r"\bhaven't\b", r"\bwhen (?:was|were)\b", r"\bby mistake before\b",
        _BANK, r"\bmy money\b", r"\bneeds? to be\b", r"\bsent in error\b", r"\bwhy\b", r"\bhow (?:do|can|long)\b",
    ),
    *vetoes(
        Intent.DISPUTE,
        r"\b(?:my|a|the|your|new|virtual|disposable|physical|debit|credit|bank) (?:new )?cards?\b(?! (?:payment )?(?:on|for) (?:your )?invoice)",
        r"\b(?:atm|pin|passcode|top(?:ped|ping)?[- ]?up|cash machine|exchange rate|currency exchange|withdraw(?:al|ing|n)?|app|my account|apple pay|google pay|"
        r"my (?:identity|phone|statement|transaction|payment|transfer|cash|money|balance)|beneficiary|direct debit|merchant|refund|transactions?|cash|currency|currencies|transfers?|deposit|pounds|statement|declined|purchase(?! order)|accept (?:this|my|credit))\b",
        r"\bwrong (?:person|e-?mail|contact)\b",
    ),
    *vetoes(
        Intent.COPY_WANTED,
        r"\bcredit (?:note|memo)\b", r"\bcorrected\b", r"\bfuture invoices\b", r"\ball (?:future |your )?invoices to\b", r"\b(?:my|the|new|virtual|physical|a|your|another|replacement) (?:new )?(?:cards?|pin)\b",
        r"\bdid not receive the goods\b", r"\bbank details\b", r"\bthe (?:goods|service|delivery)\b", r"\bi(?:'ve| have)? (?:made|sent|got)\b", r"\bas paid\b",
        r"\b(?:my|the|a) (?:refund|money|cash|transfer|payment|top[- ]?up|passcode|account)\b(?! ?(?:statement|for (?:our|the) files))", r"\b(?:atm|app|pin)\b",
    ),
    *vetoes(
        Intent.WRONG_CONTACT,
        r"\b(?:urgent|emergency|emergencies|in my absence|meanwhile)\b", r"\bplease contact me\b", r"\bwho is (?:our|your)\b",
    ),
    *vetoes(
        Intent.PAYMENT_PLAN,
        r"\b(?:enterprise|premium|basic) plan\b", r"\b(?:my|a|the) (?:card|top[- ]?up)\b", r"\$ ?\d+ per (?:user|seat)\b",
        r"\b(?:withdraw|atm|exchange|limit|transfer|top[- ]?ups?|charged|fees?)\b",
    ),
    *vetoes(Intent.OPT_OUT, r"\bstop reminding\b", r"\binvoices? (?:to|instead)\b", r"\bcards?\b"),
    *vetoes(Intent.OUT_OF_OFFICE, r"\bget back to\b", r"\bmoney back\b", r"\bmoney is back\b", _BANK),
)  # fmt: skip
