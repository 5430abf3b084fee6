import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const FOLDED_AFTER = 12;

/** Enter a lot, serial number, order or person: what was amiss, and all that happened, by day. */
export class Trace extends Component {
    static template = "hr_quality.Trace";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.search = useRef("search");
        const params = this.props.action.params || {};
        const before = this.props.state || {};
        this.state = useState({
            text: before.text || "",
            guesses: null,
            trace: null,
            hidden: before.hidden?.split(",") || [],
            unfolded: [],
            loading: false,
        });
        onWillStart(async () => {
            const subject = before.value ? before : params;
            if (subject.value) {
                await this.load(subject.kind, subject.value);
            }
        });
        onMounted(() => !this.state.trace && this.search.el?.focus());
    }

    /** What a search found: one hit opens at once, several are offered. */
    async find() {
        const text = this.state.text.trim();
        if (!text) {
            return;
        }
        const guesses = await this.orm.call("hr.quality.trace", "guess", [text]);
        if (guesses.length === 1) {
            await this.open(guesses[0]);
        } else {
            Object.assign(this.state, { guesses, trace: null });
        }
    }

    async open(guess) {
        Object.assign(this.state, { guesses: null, hidden: [], unfolded: [] });
        await this.load(guess.kind, guess.value);
    }

    async load(kind, value) {
        this.state.loading = true;
        try {
            const trace = await this.orm.call("hr.quality.trace", "get_trace", [kind, value]);
            this.state.trace = trace;
            this.state.text = trace.subject.kind === "employee" ? trace.subject.label : value;
            this.keep();
        } finally {
            this.state.loading = false;
        }
    }

    /** So that a reload, or the way back from a record, shows the same trace. */
    keep() {
        const { kind, value, label } = this.state.trace.subject;
        this.env.config.setDisplayName(label || _t("Trace"));
        this.props.updateActionState?.({
            kind,
            value,
            text: this.state.text,
            hidden: this.state.hidden.join(",") || undefined,
        });
    }

    get days() {
        const days = [];
        for (const event of this.state.trace.events) {
            if (this.state.hidden.includes(event.kind)) {
                continue;
            }
            if (!days.length || days.at(-1).day !== event.day) {
                days.push({ day: event.day, label: event.day_label, events: [] });
            }
            days.at(-1).events.push(event);
        }
        return days;
    }

    shown(day) {
        const all = this.state.unfolded.includes(day.day);
        return all ? day.events : day.events.slice(0, FOLDED_AFTER);
    }

    folded(day) {
        return day.events.length - this.shown(day).length;
    }

    unfoldLabel(day) {
        return _t("%s more on this day", this.folded(day));
    }

    get icons() {
        return Object.fromEntries(this.state.trace.kinds.map((kind) => [kind.kind, kind.icon]));
    }

    label(kind) {
        return this.state.trace.kinds.find((known) => known.kind === kind)?.label;
    }

    count(kind) {
        return this.state.trace.events.filter((event) => event.kind === kind).length;
    }

    toggle(kind) {
        const { hidden } = this.state;
        this.state.hidden = hidden.includes(kind)
            ? hidden.filter((other) => other !== kind)
            : [...hidden, kind];
        this.keep();
    }

    openRecord({ res_model, res_id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model,
            res_id,
            views: [[false, "form"]],
        });
    }

    openPerson(id) {
        return this.open({ kind: "employee", value: String(id) });
    }

    async print() {
        const { kind, value } = this.state.trace.subject;
        const report = await this.orm.call("hr.quality.trace", "action_print", [kind, value]);
        await this.action.doAction(report);
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            this.find();
        }
    }
}

registry.category("actions").add("hr_quality.trace", Trace);
