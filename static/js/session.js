// A session that is not used ends by itself. Two minutes before, the page says so; one button goes on. When it has ended, the page
// is covered and keeps what was typed; after signing in again in another tab the same page goes on where it was.
const idle = Number(document.body.dataset.sessionIdle || 0) * 1000;
const warning = Number(document.body.dataset.sessionWarning || 0) * 1000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
const writing = document.querySelector("form[data-autosave]");
let seen = Date.now();
let notice = null;
let over = false;
let spoken = 0;

function used() {
  seen = Date.now();
  channel?.postMessage("used");
  close();
}

function close() {
  if (over) return;
  notice?.remove();
  notice = null;
}

function open(text, label, act) {
  notice?.remove();
  notice = document.createElement("section");
  notice.className = "session-notice";
  notice.setAttribute("aria-label", "Your session");
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button";
  button.textContent = label;
  button.addEventListener("click", act);
  notice.append(words, button);
  document.body.append(notice);
  words.textContent = text;
  return notice;
}

// Whether the session lives; asking counts as using it.
async function ask() {
  const response = await fetch(writing ? writing.dataset.autosave : window.location.href, {
    method: writing ? "GET" : "HEAD",
    redirect: "manual",
  });
  if (response.type === "opaqueredirect") return null;
  return writing && response.ok ? (await response.json()).token : "";
}

async function stay() {
  try {
    const token = await ask();
    if (token === null) return end();
    used();
  } catch {
    notice.querySelector("p").textContent = "There is no connection just now. What you typed is still on this page. Try again.";
  }
}

function end() {
  if (over) return;
  over = true;
  document.documentElement.classList.add("session-over");
  const shown = open(
    "You are signed out. What you typed is still on this page. Sign in again in another tab, then come back here.",
    "I have signed in again",
    back,
  );
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = window.location.href;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in again (opens a new tab)";
  const line = document.createElement("p");
  line.className = "govuk-body";
  line.append(link);
  shown.insertBefore(line, shown.lastChild);
  link.focus();
}

async function back() {
  let token = null;
  try {
    token = await ask();
  } catch {
    token = null;
  }
  if (token === null) {
    notice.querySelector("p").textContent = "You are not signed in yet. What you typed is still on this page.";
    return;
  }
  over = false;
  document.documentElement.classList.remove("session-over");
  used();
  document.dispatchEvent(new CustomEvent("session:back", { detail: token }));
}

function look() {
  if (over) return;
  const left = seen + idle - Date.now();
  if (left <= 0) {
    end();
  } else if (left <= warning) {
    const minutes = Math.ceil(left / 60000);
    const text = `You will be signed out in ${minutes === 1 ? "1 minute" : `${minutes} minutes`}. What you typed is kept.`;
    if (!notice) {
      open(text, "Stay signed in", stay);
      spoken = Date.now();
    } else if (Date.now() - spoken >= 30000) {
      notice.querySelector("p").textContent = text;
      spoken = Date.now();
    }
  } else {
    close();
  }
}

if (idle) {
  channel?.addEventListener("message", () => { seen = Date.now(); close(); });
  document.addEventListener("session:seen", used);
  document.addEventListener("session:over", end);
  channel?.postMessage("used");
  window.setInterval(look, 1000);
}
