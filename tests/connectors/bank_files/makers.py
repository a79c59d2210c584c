"""Small bank files, written by hand: each says the same payment in its own form."""

CAMT_ENTRY = """
      <Ntry>
        <Amt Ccy="EUR">119.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt>
        <AcctSvcrRef>BANK-1</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>
          <Prtry><Cd>166</Cd></Prtry></BkTxCd>
        <NtryDtls><TxDtls>
          <Refs><EndToEndId>E2E-7</EndToEndId><MndtId>MANDATE-9</MndtId></Refs>
          <RltdPties>
            <Dbtr><Pty><Nm>Ada Lovelace Ltd</Nm></Pty></Dbtr>
            <DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>
          </RltdPties>
          <RltdAgts><DbtrAgt><FinInstnId><BICFI>COBADEFFXXX</BICFI></FinInstnId></DbtrAgt></RltdAgts>
          <RmtInf><Ustrd>Invoice INV-10</Ustrd><Ustrd>thank you</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>"""


def camt(
    *entries: str,
    opening: str = "100.00",
    closing: str = "219.00",
    message: str = "053",
    account: str = "<IBAN>NL91ABNA0417164300</IBAN>",
    prolog: str = "",
) -> bytes:
    """A camt file of one statement."""
    kind, root = {
        "052": ("Rpt", "BkToCstmrAcctRpt"), "053": ("Stmt", "BkToCstmrStmt"),
        "054": ("Ntfctn", "BkToCstmrDbtCdtNtfctn"),
    }[message]  # fmt: skip
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>\n"
        for code, amount in (("OPBD", opening), ("CLBD", closing))
        if amount
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>{prolog}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.08"><{root}>
  <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-03-02T20:00:00Z</CreDtTm></GrpHdr>
    <{kind}><Id>S-1</Id><ElctrncSeqNb>42</ElctrncSeqNb>
      <Acct><Id>{account}</Id><Ccy>EUR</Ccy></Acct>
      {balances}{"".join(entries or (CAMT_ENTRY,))}
    </{kind}>
</{root}></Document>
""".encode()  # fmt: skip


MT940 = b""":20:STARTUMS
:25:NL91ABNA0417164300
:28C:42/1
:60F:C260302EUR100,00
:61:2603030302CR119,00NTRFNONREF//BANK-1
:86:166?00GUTSCHRIFT?20EREF+E2E-7 MREF+MANDATE-9 S?21VWZ+Invoice INV-10
?30COBADEFFXXX?31DE89370400440532013000?32Ada Lovelace?33 Ltd
:62F:C260302EUR219,00
-
"""

BAI2 = b"""01,BANK,US,260302,2000,1,80,,2/
02,US,021000021,1,260302,2000,USD,2/
03,0123456789,USD,010,10000,,,015,21900,,/
16,142,11900,V,260303,,BANK-1,E2E-7,ACH CREDIT/
88,CRNM: Ignored, not ours
88,DBNM: Ada Lovelace Ltd
88,REMI: Invoice INV-10
49,43800,6/
98,43800,1,8/
99,43800,1,10/
"""

LOCKBOX = b"""100ABCDEFGHIJ00999999912603021800
2ABCDEFGHIJ0099999991000000000040008000801
50000000012345260302ABCDEFGHIJ0099999991
6001001000001190002100002100123455550000000180030126ADA LOVELACE LTD              NORTHWIND CLOUD
40010016019INV-10
700100000123452603020010000011900
8000000001234526030200010000011900
9000008
"""

OFX_SGML = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

<OFX>
<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>021000021<ACCTID>0123456789<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260302
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260302120000[-5:EST]<TRNAMT>119.00<FITID>BANK-1
<NAME>Ada Lovelace &amp; Co<MEMO>Invoice INV-10</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>219.00<DTASOF>20260302</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1>
</OFX>
"""

OFX_XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD</CURDEF>
<BANKACCTFROM><BANKID>021000021</BANKID><ACCTID>0123456789</ACCTID></BANKACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260302</DTPOSTED>
<TRNAMT>119.00</TRNAMT><FITID>BANK-1</FITID><NAME>Ada Lovelace &amp; Co</NAME>
<MEMO>Invoice INV-10</MEMO></STMTTRN></BANKTRANLIST>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

QIF = b"""!Type:Bank
D3/2/26
T-1,000.00
PLandlord
^
D3/15/26
T119.00
PAda Lovelace Ltd
MInvoice INV-10
^
"""

CSV = b"""Buchungstag;Valuta;Name;IBAN;Verwendungszweck;Betrag;Saldo
15.03.2026;16.03.2026;Ada Lovelace Ltd;DE89370400440532013000;Invoice INV-10;1.119,00;1.219,00
14.03.2026;14.03.2026;Landlord;;Rent;-400,00;100,00
"""

PAYOUT_CSV = b"""id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,Transfer
txn_1,charge,ch_1,119.00,3.75,115.25,usd,2026-03-02 10:00,2026-03-04,Invoice INV-10,po_1
txn_2,payout,po_1,-115.25,0.00,-115.25,usd,2026-03-04 00:00,2026-03-05,STRIPE PAYOUT,po_1
"""

ALL = {
    "camt.xml": camt(), "mt940.sta": MT940, "bai2.txt": BAI2, "lockbox.txt": LOCKBOX,
    "sgml.ofx": OFX_SGML, "xml.ofx": OFX_XML, "qif.qif": QIF, "table.csv": CSV,
    "payout.csv": PAYOUT_CSV,
}  # fmt: skip
