// Saves what is typed, one answer at a time, within about two seconds of the last key and when a field or the page is left.
// "Saved" stands on the page only when the server has answered with the hash of exactly the text on the screen. Until then the
// text is kept here and tried again. Without this script the same form saves by its buttons.
const form = document.querySelector("form[data-autosave]");
const PAUSE = 1500; // milliseconds after the last key
const LONGEST = 2500; // while somebody types on and on
const SMALL = 60000; // bytes the browser carries when the page is left
const NOT_SAVED = "Not saved yet. What you typed is still on this page.";
const STRAY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff\ud800-\udfff]/gu;

const clean = (text) => text.replace(STRAY, "").replace(/\r\n?/g, "\n");
const strip = (text) => text.replace(/^(?:[^\S\ufeff]|\x85)+|(?:[^\S\ufeff]|\x85)+$/g, "");

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function timeNow() {
  const parts = { hour: "numeric", minute: "2-digit", hourCycle: "h12", timeZone: "Europe/London" };
  return new Date().toLocaleTimeString("en-GB", parts).replace(":00", "").replace(/\s/g, "").toLowerCase();
}

class Field {
  constructor(element) {
    this.element = element;
    this.key = element.dataset.autosaveKey;
    this.row = element.dataset.autosaveRow;
    this.type = element.dataset.autosaveType;
    this.rev = Number(element.dataset.autosaveRev);
    this.inputs = [...element.querySelectorAll("input:not([type=hidden]), textarea, select")];
    this.saved = this.text();
    this.parked = null; // kept by the server as a second text, or refused: not sent again as it is
    this.op = null; // the save under way or to be tried again: {id, text}
    this.previous = null; // id of a save that may still be under way when the page is left
  }

  text() {
    const first = this.inputs[0];
    if (!first) return "";
    if (first.type === "radio" || first.type === "checkbox") {
      return this.inputs.filter((input) => input.checked).map((input) => input.value).join(",");
    }
    if (this.type === "date") {
      const parts = this.inputs.map((input) => strip(clean(input.value)));
      return parts.some((part) => part) ? parts.join("/") : "";
    }
    return this.type === "text" ? clean(first.value) : strip(clean(first.value));
  }

  // The texts whose hash may stand for what is on the screen: a date also without leading zeros.
  forms(text) {
    if (this.type !== "date") return [text];
    return [text, text.replace(/(^|\/)0+(?=\d)/g, "$1")];
  }

  dirty() {
    const text = this.text();
    return text !== this.saved && text !== this.parked;
  }

  edit(echo) {
    const text = this.text();
    if (!this.op || this.op.text !== text) {
      this.previous = this.op ? this.op.id : this.previous;
      this.op = { id: newId(), text };
    }
    const edit = { op_id: this.op.id, key: this.key, row: this.row, base_rev: this.rev, text };
    if (this.type === "choices") edit.text = text ? text.split(",") : [];
    if (this.previous) edit.after = this.previous;
    if (echo) edit.echo = true;
    return edit;
  }

  async agrees(result, text) {
    const forms = this.forms(text);
    if (!crypto.subtle) return forms.includes(result.text);
    const hashes = await Promise.all(forms.map(sha256));
    return hashes.includes(result.hash);
  }

  setRev(rev) {
    this.rev = rev;
    const name = this.inputs[0].name.replace(/_(day|month|year)$/, "");
    for (const each of [name, this.inputs[0].name]) {
      const input = form.elements.namedItem(`rev__${each}`);
      if (input && "value" in input) input.value = String(rev);
    }
  }

  // A date typed another way ("3 March") is shown as it is stored, if nobody has typed on.
  show(text) {
    const parts = text.split("/");
    if (this.type === "date" && parts.length === 3) this.inputs.forEach((input, place) => { input.value = parts[place]; });
  }

  note(text, url) {
    this.element.querySelector(".writing-clash")?.remove();
    if (!text) return;
    const note = document.createElement("p");
    note.className = "writing-clash";
    note.textContent = text + " ";
    if (url) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = url;
      link.textContent = "Look at the two texts";
      note.append(link);
    }
    this.element.append(note);
  }
}

class Saver {
  constructor() {
    this.fields = [...form.querySelectorAll("[data-autosave-key]")].map((element) => new Field(element));
    this.fields = this.fields.filter((field) => field.inputs.length);
    this.bar = form.querySelector("[data-save-bar]");
    this.line = form.querySelector("[data-save-text]");
    this.said = form.querySelector("[data-save-said]");
    this.saidAt = 0;
    this.failures = 0;
    this.timer = null;
    this.since = 0; // when the oldest unsent key was typed
    this.running = null;
    this.leaving = false;
    this.pressed = 0;
  }

  dirty() {
    return this.fields.filter((field) => field.dirty());
  }

  tell(text, waiting) {
    this.bar.hidden = false;
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.classList.toggle("portal-save-bar__text--waiting", Boolean(waiting));
    form.dataset.saveState = waiting ? "waiting" : text.startsWith("Saved") ? "saved" : "busy";
    const now = Date.now();
    if (text !== "Saving…" && now - this.saidAt > 30000) {
      this.saidAt = now;
      this.said.textContent = text;
    }
  }

  typed() {
    if (!this.dirty().length) return;
    this.since = this.since || Date.now();
    if (!this.failures) this.tell("Saving…");
    this.plan(Math.max(0, Math.min(PAUSE, this.since + LONGEST - Date.now())));
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  save() {
    clearTimeout(this.timer);
    if (!this.running) {
      this.running = this.send().finally(() => {
        this.running = null;
        const left = this.dirty().length;
        if (left && !this.failures) this.plan(300);
        if (left && this.failures) this.plan(Math.min(30000, 1000 * 2 ** this.failures));
      });
    }
    return this.running;
  }

  body(fields) {
    return JSON.stringify({ edits: fields.map((field) => field.edit(!crypto.subtle)) });
  }

  post(body, signal) {
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    return fetch(form.dataset.autosave, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body,
      redirect: "manual",
      keepalive: body.length < SMALL,
      signal,
    });
  }

  async send() {
    const fields = this.dirty().slice(0, 50);
    if (!fields.length) return;
    this.since = 0;
    const ending = new AbortController();
    const limit = setTimeout(() => ending.abort(), 15000);
    try {
      const response = await this.post(this.body(fields), ending.signal);
      if (response.type === "opaqueredirect") return this.signedOut();
      if (response.status === 403) return await this.renew();
      if (response.status === 404) return this.failed("Not saved. This report is no longer yours to write. Copy what you typed before you leave this page.");
      if (response.status !== 200 && response.status !== 409) return this.failed(NOT_SAVED);
      document.dispatchEvent(new Event("session:seen"));
      await this.read((await response.json()).results, fields);
    } catch {
      this.failed(NOT_SAVED);
    } finally {
      clearTimeout(limit);
    }
  }

  async read(results, fields) {
    let trouble = "";
    for (const result of results) {
      const field = fields.find((each) => each.op && each.op.id === result.op_id);
      if (!field) continue;
      const sent = field.op.text;
      if (result.state === "saved") {
        field.setRev(result.rev);
        field.note("");
        if (await field.agrees(result, sent)) {
          field.saved = sent;
          field.parked = null;
        } else if (result.text !== undefined && field.type === "date") {
          if (field.text() === sent) field.show(result.text);
          field.saved = field.text();
        } else {
          trouble = NOT_SAVED;
        }
        if (field.op.text === sent) field.op = null;
        field.previous = null;
      } else if (result.state === "clash") {
        field.parked = sent;
        field.note("This answer was changed somewhere else. Your text is kept too.", result.url);
      } else {
        field.parked = sent;
        field.note(`Not saved. ${result.reason}`);
        trouble = `Not saved. ${result.reason}`;
      }
    }
    if (trouble) return this.failed(trouble);
    this.failures = 0;
    if (this.fields.some((field) => field.parked !== null && field.text() === field.parked)) {
      return this.tell("There are two texts for one answer. Both are kept: choose one.", true);
    }
    if (!this.dirty().length) this.tell(`Saved ${timeNow()}`);
  }

  failed(text) {
    this.failures += 1;
    const count = this.dirty().length;
    this.tell(count > 1 ? `${text} (${count} answers)` : text, true);
  }

  signedOut() {
    this.failed("Not saved yet: you are signed out. What you typed is still on this page. Sign in in another tab.");
    document.dispatchEvent(new Event("session:over"));
  }

  // The token of a form changes with each sign-in; a page that outlived one asks for the new token.
  async renew() {
    const response = await fetch(form.dataset.autosave, { redirect: "manual" });
    if (response.type === "opaqueredirect") return this.signedOut();
    if (!response.ok) return this.failed(NOT_SAVED);
    const { token } = await response.json();
    for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
    this.failed(NOT_SAVED);
    this.plan(0);
  }

  // Leaving: what is not under way is sent along; the browser finishes it after the page is gone.
  flush() {
    const fields = this.dirty();
    if (!fields.length || this.leaving) return;
    const body = this.body(fields);
    if (body.length < SMALL) this.post(body).catch(() => {});
    else this.save();
  }

  async submit(event) {
    if (this.leaving) return;
    if (!this.running && !this.dirty().length) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    this.pressed += 1;
    const patience = new Promise((resolve) => setTimeout(resolve, 5000));
    const all = async () => {
      if (this.running) await this.running;
      if (this.dirty().length) await this.save();
    };
    await Promise.race([all(), patience]);
    if (this.dirty().length && this.pressed < 2) return this.tell(NOT_SAVED, true);
    this.leaving = true;
    form.requestSubmit(button);
  }

  // What a browser put back into the page after a crash or a step back may differ from what is stored.
  async compare() {
    if (!crypto.subtle) return;
    for (const field of this.fields) {
      const hash = field.element.dataset.autosaveHash;
      if (!hash) continue;
      const hashes = await Promise.all(field.forms(field.text()).map(sha256));
      if (!hashes.includes(hash) && field.saved === field.text()) field.saved = null;
    }
    this.typed();
  }

  start() {
    this.bar.hidden = false;
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("focusout", () => { if (this.dirty().length) this.save(); });
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => { this.failures = 0; this.save(); });
    document.addEventListener("session:back", (event) => {
      if (event.detail) for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = event.detail;
      this.failures = 0;
      this.save();
    });
    window.addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.flush(); });
    window.addEventListener("pageshow", (event) => { if (event.persisted) { this.leaving = false; this.pressed = 0; } });
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && this.dirty().length) event.preventDefault(); });
    this.compare();
  }
}

if (form) new Saver().start();
