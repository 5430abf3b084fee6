import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "hr.quality.assessment";

/**
 * The practical's score sheet, for one hand on a phone at the line.
 *
 * Nothing reaches the server before it is signed, so that nobody can read half a sheet there. What
 * is typed stays in this tab until then.
 */
export class PracticalSheet extends Component {
    static template = "hr_quality_training.PracticalSheet";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.assessmentId = this.props.action.context.assessment_id;
        this.state = useState({ sheet: null, points: {}, remarks: {}, remark: "", busy: false });
        onWillStart(() => this.load());
    }

    get draftKey() {
        return `hr_quality_practical_${this.assessmentId}`;
    }

    async load() {
        this.state.sheet = await this.orm.call(MODEL, "get_sheet", [[this.assessmentId]]);
        const draft = JSON.parse(browser.sessionStorage.getItem(this.draftKey) || "{}");
        Object.assign(this.state, {
            points: draft.points || {},
            remarks: draft.remarks || {},
            remark: draft.remark || "",
        });
    }

    keep() {
        const { points, remarks, remark } = this.state;
        browser.sessionStorage.setItem(
            this.draftKey,
            JSON.stringify({ points, remarks, remark })
        );
    }

    // What is shown

    /** Points offered as buttons: all of few, else in five steps from nothing to everything. */
    choices(item) {
        const most = item.max_points;
        const steps = most <= 5 && Number.isInteger(most) ? most : 5;
        return [...Array(steps + 1).keys()].map(
            (step) => Math.round(((most * step) / steps) * 2) / 2
        );
    }

    isGiven(item) {
        const points = this.state.points[item.item];
        return typeof points === "number" && points >= 0 && points <= item.max_points;
    }

    get missing() {
        return this.state.sheet.items.filter((item) => !this.isGiven(item));
    }

    get total() {
        const items = this.state.sheet.items;
        const got = items.reduce(
            (sum, item) => sum + (this.isGiven(item) ? this.state.points[item.item] : 0),
            0
        );
        const most = items.reduce((sum, item) => sum + item.max_points, 0);
        return Math.round((got * 1000) / most) / 10;
    }

    get partyLabel() {
        return this.state.sheet.party === "quality" ? _t("Quality") : _t("Operations");
    }

    // What the assessor does

    give(item, points) {
        const halves = Math.round(points * 2) / 2;
        this.state.points[item.item] = Math.min(Math.max(halves, 0), item.max_points);
        this.keep();
    }

    step(item, by) {
        this.give(item, (this.state.points[item.item] ?? 0) + by);
    }

    typePoints(item, value) {
        if (value === "") {
            delete this.state.points[item.item];
            this.keep();
        } else if (!Number.isNaN(Number(value))) {
            this.give(item, Number(value));
        }
    }

    typeRemark(item, value) {
        this.state.remarks[item.item] = value;
        this.keep();
    }

    typeWholeRemark(value) {
        this.state.remark = value;
        this.keep();
    }

    sign() {
        if (this.missing.length) {
            this.notification.add(_t("Not scored yet: %s", this.missing[0].name), {
                type: "warning",
            });
            return;
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Sign the Score Sheet"),
            body: _t(
                "%(score)s of 100 points for %(person)s. Once signed, it is not changed any more.",
                { score: this.total, person: this.state.sheet.person }
            ),
            confirmLabel: _t("Sign"),
            confirm: () => this.send(),
            cancel: () => {},
        });
    }

    async send() {
        this.state.busy = true;
        const points = this.state.sheet.items.map((item) => ({
            item: item.item,
            points: this.state.points[item.item],
            remark: this.state.remarks[item.item] || "",
        }));
        try {
            await this.orm.call(MODEL, this.state.sheet.act, [[this.assessmentId]], {
                points,
                remark: this.state.remark,
            });
        } finally {
            this.state.busy = false;
        }
        browser.sessionStorage.removeItem(this.draftKey);
        this.notification.add(_t("Signed. Thank you."), { type: "success" });
        await this.action.doAction("hr_quality_training.hr_quality_assessment_action_to_assess", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("hr_quality_practical_sheet", PracticalSheet);
