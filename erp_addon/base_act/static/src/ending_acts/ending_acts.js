import { patch } from "@web/core/utils/patch";
import { FormCompiler } from "@web/views/form/form_compiler";
import { StatusBarButtons } from "@web/views/form/status_bar_buttons/status_bar_buttons";

/** The class of the buttons of acts that take back or end what was begun. */
const ENDING = "o_act_ending";

patch(FormCompiler.prototype, {
    /** Tell the header's slots apart: those of ending acts are marked. */
    compileHeader() {
        const statusBar = super.compileHeader(...arguments);
        for (const button of statusBar.querySelectorAll("ViewButton")) {
            if ((button.getAttribute("className") || "").includes(ENDING)) {
                button.parentElement.setAttribute("isEnding", "true");
            }
        }
        return statusBar;
    },
});

patch(StatusBarButtons.prototype, {
    /** The one button that a phone shows: the first that does not end anything, if there is one. */
    get firstSlotName() {
        return this.visibleSlotNames.find((name) => !this.props.slots[name].isEnding);
    },
    /** The buttons that a phone keeps in the menu. */
    get menuSlotNames() {
        return this.visibleSlotNames.filter((name) => name !== this.firstSlotName);
    },
});
