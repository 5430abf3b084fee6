"""Reading the points of a call, and the score they make."""

from odoo.tests import BaseCase, tagged

from ..models.score_sheet import SheetError, read_points, sheet_score

MOST = {1: 10, 2: 30}


@tagged("post_install", "-at_install")
class TestScoreSheet(BaseCase):
    def test_every_item_once(self):
        given = read_points(
            MOST, [{"item": 2, "points": "15.5", "remark": " slow "}, {"item": 1, "points": 0}]
        )
        self.assertEqual((given[1].points, given[2].points, given[2].remark), (0, 15.5, "slow"))
        self.assertEqual(sheet_score(given, MOST), 38.75)

    def test_what_is_refused(self):
        full = {"item": 1, "points": 1}
        for kind, rows in {
            "form": "10",
            "missing": [full],
            "twice": [full, full],
            "unknown": [{"item": 7, "points": 1}],
            "range": [{"item": 1, "points": 10.5}],
            "remark": [{"item": 1, "points": 1, "remark": 5}],
        }.items():
            with self.assertRaises(SheetError) as caught:
                read_points(MOST, rows)
            self.assertEqual(caught.exception.kind, kind)
        for strange in (-1, "NaN", "Infinity", True, [1], 0.3):
            with self.assertRaises(SheetError):
                read_points(MOST, [{"item": 1, "points": strange}, {"item": 2, "points": 1}])
        for number in (True, "1", None, 1.0):
            with self.assertRaises(SheetError):
                read_points({1: 10}, [{"item": number, "points": 1}])
