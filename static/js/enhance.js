// Everything here is an extra: each page works without it.
import { initAll } from "../vendor/govuk/govuk-frontend.js";

// The design system looks for its classes on the body; enabled.js sets them before the first paint.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// "Hide screen": in a home, somebody may walk in while a page about children is open.
const hide = document.querySelector("[data-hide-screen]");
const cover = document.querySelector("[data-screen-cover]");
if (hide && cover) {
  const show = cover.querySelector("button");
  hide.hidden = false;
  hide.addEventListener("click", () => {
    cover.hidden = false;
    document.documentElement.classList.add("screen-hidden");
    show.focus();
  });
  show.addEventListener("click", () => {
    document.documentElement.classList.remove("screen-hidden");
    cover.hidden = true;
    hide.focus();
  });
}

// A page that is still making a document asks again by itself; without script there is a link to do so.
const waiting = document.querySelector("[data-refresh-seconds]");
if (waiting) {
  window.setTimeout(() => window.location.reload(), Number(waiting.dataset.refreshSeconds) * 1000);
}

// An address that is shown once: a button copies it. Without script it is selected and copied by hand.
for (const box of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(box.dataset.copy);
  const status = box.querySelector("[role=status]");
  box.hidden = false;
  box.querySelector("button").addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = box.dataset.copied;
    } catch {
      status.textContent = "It is selected. Copy it with your keyboard.";
    }
  });
}
