"""The tables of the demo plant's MES, as a German vendor of the nineties would have named them.

The README beside this file says what each column means. Everything that is awkward here is meant:
local times without a zone as text, decimals with a comma, codes with leading zeros, bytes in a
foreign encoding, upper-case names that PostgreSQL wants quoted.
"""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
)

metadata = MetaData()

# MariaDB's numbers cannot be NaN, which some rows here must hold.
QUANTITY = Numeric(13, 3).with_variant(String(20), "mariadb")

ARBPLATZ = Table(
    "ARBPLATZ",
    metadata,
    Column("APL_NR", String(8), primary_key=True),
    Column("APL_BEZ", LargeBinary),
    Column("LINIE", String(4), nullable=False),
    Column("KST", String(10)),
    Column("GUELT_AB", String(10)),
    Column("GUELT_BIS", String(10)),
    Column("NACHF_APL", String(8)),
)

AGANG = Table(
    "AGANG",
    metadata,
    Column("AG_NR", String(8), primary_key=True),
    Column("AG_BEZ", LargeBinary),
    Column("AG_BEZ_ZH", LargeBinary),
    Column("APL_NR", String(8)),
    Column("STK_GEW", String(12)),
)

SCHICHTPLAN = Table(
    "SCHICHTPLAN",
    metadata,
    Column("SCHICHT", String(1), primary_key=True),
    Column("BEZ", String(20)),
    Column("VON", String(5), nullable=False),
    Column("BIS", String(5), nullable=False),
)

PERS_STAMM = Table(
    "PERS_STAMM",
    metadata,
    Column("PERS_NR", String(8), primary_key=True),
    Column("NAME", LargeBinary),
    Column("ABT", String(8)),
    Column("KZ_SAMMEL", String(1)),
)

BDE_MELDUNG = Table(
    "BDE_MELDUNG",
    metadata,
    Column("SATZ_NR", Integer, primary_key=True, autoincrement=False),
    Column("MELD_NR", String(10), nullable=False),
    Column("LFD", Integer, nullable=False),
    Column("STORNO_KZ", String(1)),
    Column("STORNO_ZU", String(10)),
    Column("AUFTR_NR", String(12)),
    Column("AG_NR", String(8)),
    Column("APL_NR", String(8)),
    Column("MASCH_NR", String(10)),
    Column("CHARGE", LargeBinary),
    Column("MAT_NR", String(18)),
    Column("PERS_NR", String(8)),
    Column("SCHICHT", String(1)),
    Column("BEGINN", String(19)),
    Column("ENDE", String(19)),
    Column("MENGE_GES", String(16)),
    Column("MENGE_GUT", QUANTITY),
    Column("MENGE_AUS", QUANTITY),
    Column("MENGE_NA", QUANTITY),
    Column("ME", String(3)),
    Column("STAT", String(1)),
    Column("AEND_ZEIT", String(19), nullable=False),
)

ZAEHLER = Table(
    "ZAEHLER",
    metadata,
    Column("MASCH_NR", String(10), primary_key=True),
    Column("STELLEN", Integer, nullable=False),
    Column("MAX_JE_ABL", Integer, nullable=False),
)

ZAEHLER_STAND = Table(
    "ZAEHLER_STAND",
    metadata,
    Column("SATZ_NR", Integer, primary_key=True, autoincrement=False),
    Column("MASCH_NR", String(10), nullable=False),
    Column("ABL_ZEIT", String(19), nullable=False),
    Column("AUFTR_NR", String(12)),
    Column("AG_NR", String(8)),
    Column("APL_NR", String(8)),
    Column("CHARGE", LargeBinary),
    Column("MAT_NR", String(18)),
    Column("PERS_NR", String(8)),
    Column("SCHICHT", String(1)),
    Column("STAND_GES", Integer),
    Column("STAND_AUS", Integer),
    Column("STAND_NA", Integer),
    Column("AEND_ZEIT", String(19), nullable=False),
)

PRUEF_MELDUNG = Table(
    "PRUEF_MELDUNG",
    metadata,
    Column("SATZ_NR", Integer, primary_key=True, autoincrement=False),
    Column("PRUEF_NR", String(10), nullable=False),
    Column("LFD", Integer, nullable=False),
    Column("PRUEF_ART", String(2)),
    Column("AG_NR", String(8)),
    Column("AUFTR_NR", String(12)),
    Column("CHARGE", LargeBinary),
    Column("MAT_NR", String(18)),
    Column("PERS_NR", String(8)),
    Column("PRUEFER", String(8)),
    Column("MENGE_GEPR", String(16)),
    Column("MENGE_FEHL", QUANTITY),
    Column("ME", String(3)),
    Column("ERGEBNIS", String(1)),
    Column("STD_REV", String(8)),
    Column("ANGELEGT", String(10)),
    Column("ENTSCH_ZEIT", String(19)),
    Column("AEND_ZEIT", String(19), nullable=False),
)

PRUEF_FEHLER = Table(
    "PRUEF_FEHLER",
    metadata,
    Column("SATZ_NR", Integer, primary_key=True, autoincrement=False),
    Column("FEHL_NR", String(10), nullable=False),
    Column("LFD", Integer, nullable=False),
    Column("PRUEF_NR", String(10), nullable=False),
    Column("FEHL_GRP", String(8)),
    Column("FEHL_CODE", String(4)),
    Column("URSACHE", String(40)),
    Column("ANZAHL", QUANTITY),
    Column("ME", String(3)),
    Column("ORT", String(20)),
    Column("AEND_ZEIT", String(19), nullable=False),
)

MASTER_TABLES = (ARBPLATZ, AGANG, SCHICHTPLAN, PERS_STAMM, ZAEHLER)
EVENT_TABLES = (BDE_MELDUNG, ZAEHLER_STAND, PRUEF_MELDUNG, PRUEF_FEHLER)

# Made after the rows: what a puller and a lookup need.
INDEXES = (
    Index("IX_BDE_AEND", BDE_MELDUNG.c.AEND_ZEIT),
    Index("IX_BDE_MELD", BDE_MELDUNG.c.MELD_NR, BDE_MELDUNG.c.LFD),
    Index("IX_ZST_MASCH", ZAEHLER_STAND.c.MASCH_NR, ZAEHLER_STAND.c.SATZ_NR),
    Index("IX_PRF_NR", PRUEF_MELDUNG.c.PRUEF_NR, PRUEF_MELDUNG.c.LFD),
    Index("IX_PFE_NR", PRUEF_FEHLER.c.FEHL_NR, PRUEF_FEHLER.c.LFD),
)
