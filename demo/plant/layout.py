"""Lines, work centres, operations and skills of the plant: what never changes with the seed."""

from dataclasses import dataclass
from decimal import Decimal

PLANT_NAME = "Rheintal Automotive Teile GmbH"
PLANT_NAME_ZH = "莱茵塔尔汽车零部件有限公司"


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    name: str
    name_zh: str
    parent: str | None


DEPARTMENTS = (
    Department("D00", "Plant", "工厂", None),
    Department("D01", "Production", "生产部", "D00"),
    Department("D10", "Line 1: chassis welding", "一线:底盘焊接", "D01"),
    Department("D20", "Line 2: powertrain machining", "二线:动力总成机加工", "D01"),
    Department("D30", "Line 3: assembly", "三线:装配", "D01"),
    Department("D02", "Quality", "质量部", "D00"),
    Department("D03", "Human resources", "人事部", "D00"),
    Department("D04", "Information technology", "信息部", "D00"),
)


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    department: str
    shifts: int


LINES = (Line("L1", "D10", 3), Line("L2", "D20", 3), Line("L3", "D30", 2))


@dataclass(frozen=True, slots=True)
class Skill:
    code: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class WorkCenter:
    """``code`` is today's; ``former`` is the number it carried before it was renamed."""

    code: str
    name: str
    name_de: str
    name_zh: str
    line: Line
    skill: str
    number: int
    former: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """``piece_weight`` is in kg, for operations whose output may be weighed."""

    code: str
    name: str
    name_de: str
    name_zh: str
    work_center: WorkCenter
    number: int
    limit: Decimal
    piece_weight: Decimal | None = None
    counter: bool = False

    @property
    def skill(self) -> str:
        return self.work_center.skill

    @property
    def line(self) -> Line:
        return self.work_center.line


SKILLS = (
    Skill("special_equipment", "Special equipment operation", "专用设备操作"),
    Skill("resistance_welding", "Resistance welding", "电阻焊"),
    Skill("press_setting", "Press setting", "压力机调整"),
    Skill("surface_treatment", "Surface treatment", "表面处理"),
    Skill("cnc_turning", "CNC turning", "数控车削"),
    Skill("cnc_milling", "CNC milling", "数控铣削"),
    Skill("precision_grinding", "Precision grinding", "精密磨削"),
    Skill("heat_treatment", "Heat treatment", "热处理"),
    Skill("bearing_assembly", "Bearing assembly", "轴承装配"),
    Skill("torque_control", "Torque control", "扭矩控制"),
    Skill("test_bench", "Test bench operation", "试验台操作"),
    Skill("packing_labelling", "Packing and labelling", "包装与标识"),
)

# Name, German name, Chinese name, kg per piece.
_OperationPlan = tuple[str, str, str, str | None]
# Code, name, German name, Chinese name, skill, former number, operations.
_CenterPlan = tuple[str, str, str, str, str, str | None, tuple[_OperationPlan, ...]]

_PLAN: tuple[_CenterPlan, ...] = (
    (
        "0110",
        "Robot welding cell",
        "Roboterschweißzelle",
        "机器人焊接单元",
        "special_equipment",
        None,
        (
            (
                "Robot welding, front subframe",
                "Roboterschweißen Vorderachsträger",
                "前副车架机器人焊接",
                None,
            ),
            (
                "Robot welding, rear axle carrier",
                "Roboterschweißen Hinterachsträger",
                "后桥支架机器人焊接",
                None,
            ),
            ("Robot welding, control arm", "Roboterschweißen Querlenker", "控制臂机器人焊接", None),
            ("Seam dressing", "Nähte verputzen", "焊缝打磨", None),
        ),
    ),
    (
        "0120",
        "Spot welding",
        "Punktschweißanlage",
        "点焊线",
        "resistance_welding",
        None,
        (
            ("Spot welding, cross member", "Punktschweißen Querträger", "横梁点焊", None),
            ("Spot welding, spring seat", "Punktschweißen Federteller", "弹簧座点焊", None),
            ("Nut welding", "Muttern schweißen", "螺母焊接", None),
        ),
    ),
    (
        "0130",
        "Press shop",
        "Presserei",
        "冲压车间",
        "press_setting",
        None,
        (
            ("Blanking", "Stanzen", "落料", "0.2"),
            ("Deep drawing", "Tiefziehen", "拉深", "0.125"),
            ("Piercing and trimming", "Lochen und Beschneiden", "冲孔与修边", "0.1"),
        ),
    ),
    (
        "0140",
        "Coating line",
        "Beschichtungsanlage",
        "涂装线",
        "surface_treatment",
        None,
        (
            ("Degreasing", "Entfetten", "脱脂", None),
            ("Cathodic dip coating", "Kathodische Tauchlackierung", "阴极电泳", None),
            ("Coating inspection", "Lackprüfung", "涂层检查", None),
        ),
    ),
    (
        "0210",
        "Turning",
        "Dreherei",
        "车削",
        "cnc_turning",
        None,
        (
            ("Turning, drive shaft", "Drehen Antriebswelle", "传动轴车削", None),
            ("Turning, gear blank", "Drehen Zahnradrohling", "齿轮毛坯车削", None),
            ("Hard turning, bearing seat", "Hartdrehen Lagersitz", "轴承座硬车", None),
            ("Thread cutting", "Gewindeschneiden", "螺纹加工", None),
        ),
    ),
    (
        "0225",
        "Milling",
        "Fräserei",
        "铣削",
        "cnc_milling",
        "0220",
        (
            ("Milling, housing", "Fräsen Gehäuse", "壳体铣削", None),
            ("Drilling, flange", "Bohren Flansch", "法兰钻孔", None),
            ("Deburring", "Entgraten", "去毛刺", None),
        ),
    ),
    (
        "0230",
        "Grinding",
        "Schleiferei",
        "磨削",
        "precision_grinding",
        None,
        (
            ("Cylindrical grinding, shaft", "Rundschleifen Welle", "轴外圆磨削", None),
            ("Gear grinding", "Zahnflankenschleifen", "齿轮磨削", None),
            ("Honing", "Honen", "珩磨", None),
        ),
    ),
    (
        "0240",
        "Heat treatment",
        "Härterei",
        "热处理",
        "heat_treatment",
        None,
        (
            ("Carburising", "Aufkohlen", "渗碳", "0.2"),
            ("Quenching", "Abschrecken", "淬火", "0.125"),
            ("Tempering", "Anlassen", "回火", "0.1"),
        ),
    ),
    (
        "0310",
        "Pre-assembly",
        "Vormontage",
        "预装配",
        "bearing_assembly",
        None,
        (
            ("Pressing in bearings", "Lager einpressen", "轴承压装", None),
            ("Seal fitting", "Dichtung montieren", "密封件安装", None),
            ("Bushing assembly", "Buchsen montieren", "衬套装配", None),
            ("Ball joint assembly", "Kugelgelenk montieren", "球头装配", None),
        ),
    ),
    (
        "0320",
        "Final assembly",
        "Endmontage",
        "总装",
        "torque_control",
        None,
        (
            ("Gearbox assembly", "Getriebe montieren", "变速箱装配", None),
            ("Bolting with torque control", "Verschrauben mit Drehmoment", "扭矩拧紧", None),
            ("Axle assembly", "Achse montieren", "车桥装配", None),
            ("Oil filling", "Öl befüllen", "加注机油", None),
        ),
    ),
    (
        "0330",
        "Test benches",
        "Prüfstände",
        "试验台",
        "test_bench",
        None,
        (
            ("Leak test", "Dichtheitsprüfung", "密封性试验", None),
            ("Noise test", "Geräuschprüfung", "噪声试验", None),
            ("Function test", "Funktionsprüfung", "功能试验", None),
        ),
    ),
    (
        "0340",
        "Packing",
        "Verpackung",
        "包装",
        "packing_labelling",
        None,
        (
            ("Labelling", "Etikettieren", "贴标", None),
            ("Preservation", "Konservieren", "防锈处理", None),
            ("Packing", "Verpacken", "包装", None),
        ),
    ),
)

STORY_OPERATION = "011010"
COUNTER_OPERATION = "033010"
COUNTER_MACHINE = "M0330-Z1"
COUNTER_DIGITS = 4
COUNTER_LARGEST_STEP = 900
UNKNOWN_OPERATION = "990010"

# The other limits are 5 %.
_LIMITS = {"012020": "0.04", "014010": "0.06", "023010": "0.04", "031020": "0.06", "034010": "0.04"}


def _work_center(number: int) -> WorkCenter:
    code, name, name_de, name_zh, skill, former, _ = _PLAN[number]
    line = LINES[int(code[1]) - 1]
    return WorkCenter(code, name, name_de, name_zh, line, skill, number, former)


WORK_CENTERS = tuple(_work_center(number) for number in range(len(_PLAN)))


def _operations() -> tuple[Operation, ...]:
    found: list[Operation] = []
    for center, plan in zip(WORK_CENTERS, _PLAN, strict=True):
        for position, (name, name_de, name_zh, weight) in enumerate(plan[6], start=1):
            code = f"{center.code}{position * 10:02d}"
            found.append(
                Operation(
                    code,
                    name,
                    name_de,
                    name_zh,
                    center,
                    len(found),
                    Decimal(_LIMITS.get(code, "0.05")),
                    Decimal(weight) if weight else None,
                    code == COUNTER_OPERATION,
                )
            )
    return tuple(found)


OPERATIONS = _operations()
BY_CODE = {operation.code: operation for operation in OPERATIONS}
