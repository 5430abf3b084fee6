"use strict";

/** A scanner types the badge and then Enter: go on to the PIN, do not send half a form. */
function followTheScanner() {
    const form = document.querySelector("form.login");
    if (!form) {
        return;
    }
    form.badge.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !form.pin.value) {
            event.preventDefault();
            form.pin.focus();
        }
    });
    form.querySelector(".pad").addEventListener("click", (event) => {
        const key = event.target.dataset.key;
        if (key) {
            form.pin.value = key === "⌫" ? form.pin.value.slice(0, -1) : form.pin.value + key;
        }
    });
}

/** Whoever walks away is logged out; the server does so too, this one only shows it. */
function watchForIdleness() {
    const seconds = Number(document.body.dataset.idle);
    const warning = document.getElementById("idle");
    if (!seconds || !warning) {
        return;
    }
    let left = seconds;
    const touched = () => {
        left = seconds;
        warning.hidden = true;
    };
    for (const name of ["pointerdown", "keydown", "scroll"]) {
        window.addEventListener(name, touched, { passive: true });
    }
    setInterval(() => {
        left -= 1;
        warning.hidden = left > 20;
        warning.querySelector("b").textContent = Math.max(left, 0);
        if (left <= 0) {
            document.getElementById("logout").submit();
        }
    }, 1000);
}

/** Time left for an exam; when it is over, the paper is handed in as it is. */
function watchTheClock() {
    const form = document.querySelector("form[data-seconds]");
    const clock = form && form.querySelector(".clock");
    if (!clock) {
        return;
    }
    const end = Date.now() + Number(form.dataset.seconds) * 1000;
    const show = () => {
        const left = Math.max(Math.round((end - Date.now()) / 1000), 0);
        clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
        if (!left) {
            form.submit();
        }
    };
    show();
    setInterval(show, 1000);
}

/** Of two touches on the same button the second does nothing. */
function sendOnce() {
    for (const form of document.forms) {
        form.addEventListener("submit", () => {
            for (const button of form.querySelectorAll("button[type=submit]")) {
                button.disabled = true;
            }
        });
    }
}

followTheScanner();
watchForIdleness();
watchTheClock();
sendOnce();
