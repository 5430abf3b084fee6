import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

const TYING_GROUPS = ["base_act.base_act_group_quality", "base_act.base_act_group_hr"];

/** How many codes of the sources wait for somebody to tie them; hidden where none waits. */
export class WorklistSystray extends Component {
    static template = "hr_quality.WorklistSystray";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0 });
        onWillStart(async () => {
            const inGroup = await Promise.all(TYING_GROUPS.map((group) => user.hasGroup(group)));
            this.mayTie = inGroup.some(Boolean);
            await this.refresh();
        });
        // Tying a code happens in a list: look again whenever another screen opens.
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.refresh());
    }

    async refresh() {
        if (this.mayTie) {
            this.state.count = await this.orm.silent.call(
                "hr.quality.alias",
                "get_worklist_count",
                []
            );
        }
    }

    open() {
        this.action.doAction("hr_quality.hr_quality_alias_action_worklist", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("systray")
    .add("hr_quality.worklist", { Component: WorklistSystray }, { sequence: 30 });
