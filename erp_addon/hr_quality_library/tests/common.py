"""What the tests of the library start from."""

from odoo.addons.base_act.tests.people import people_of_every_role
from odoo.tests import TransactionCase

ENGLISH = """# Gluing
code: gluing_test
lang: en_US
sector: manufacturing
hours: 1
exam_weight: 30
pass_mark: 75
validity_months: 12

How to glue.

## Basics
### Cleaning {#clean short}
Clean **first**.
### Pressing {#press}
- hard
- long

# Exam
### What comes first? {#q_first}
- [x] Cleaning
- [ ] Pressing
> Dirt does not stick.
### Which may be glued? {#q_which}
- [x] Wood
- [x] Paper
- [ ] Water
- [ ] Air
> They are solid.
### How many minutes? {#q_minutes}
= 5
> `2 + 3 = 5`

# Practical
- 60: Cleans
- 40: Presses
"""

CHINESE = """# 胶接
code: gluing_test
lang: zh_CN

怎样胶接。

## 基础
### 清洁 {#clean short}
**先**清洁。
### 压紧 {#press}
- 用力
- 持久

# 考试
### 先做什么? {#q_first}
- [x] 清洁
- [ ] 压紧
> 脏的粘不住。
### 哪些可以胶接? {#q_which}
- [x] 木头
- [x] 纸
- [ ] 水
- [ ] 空气
> 它们是固体。
### 几分钟? {#q_minutes}
= 5
> `2 + 3 = 5`

# 实操
- 60: 清洁
- 40: 压紧
"""

FRENCH = ENGLISH.replace("lang: en_US", "lang: fr_FR").replace("# Gluing", "# Collage", 1)
FRENCH = FRENCH.replace("Clean **first**.", "Nettoyer **d'abord**.")
FRENCH = FRENCH.replace("- hard", "- fort")
FRENCH = FRENCH.replace("What comes first?", "Que faire d'abord ?").replace(
    "60: Cleans", "60: Nettoie"
)


class LibraryCase(TransactionCase):
    """People of every party, and a small course file in two languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.people = people_of_every_role(cls.env, "library")
        cls.library = cls.env["hr.quality.library.course"]

    def offer(self, *files):
        return self.library._take_in(list(files or (ENGLISH, CHINESE)))

    def adopt(self, offer, role="hr"):
        action = offer.with_user(self.people[role]).action_adopt()
        return self.env["hr.quality.course"].browse(action["res_id"])

    def slide(self, course, name):
        return course.channel_id.slide_ids.filtered(lambda slide: slide.name == name)

    def chinese(self, record):
        return record.with_context(lang="zh_CN")
