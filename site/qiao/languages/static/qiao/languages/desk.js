/**
 * The translation desk: a text is sent when its box is left, and stays on this device until the server has it.
 *
 * Without this script the page is a form whose button sends all boxes.
 */

const desk = document.querySelector("[data-desk]");
const words = JSON.parse(document.getElementById("desk-words").textContent);
const form = document.getElementById("desk-form");
const status = desk.querySelector("[data-desk-status]");
const help = desk.querySelector("[data-desk-help]");
const columns = help.parentElement;
const token = form.elements.csrfmiddlewaretoken;
const PREFIX = `qiao-desk:${desk.dataset.person}:${desk.dataset.translation}:`;
const FIRST_DELAY = 3000;
const LONGEST_DELAY = 60000;
const LONGEST_ASKED = 500;
const WIDE = 62; // rem, as in desk.css

const plain = (text) => text.replaceAll("\r\n", "\n").trim();

function say(text) {
  status.textContent = text;
}

/** Texts that the server does not have yet, by sentence; a browser may refuse to keep any. */
const kept = {
  set(key, value) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + key));
    } catch {
      return null;
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch {
      // What could not be kept need not be removed.
    }
  },
  keys() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(PREFIX))
        .map((key) => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  },
};

class Row {
  constructor(element) {
    this.element = element;
    this.pk = element.dataset.deskRow;
    this.box = element.querySelector("[data-desk-box]");
    this.seenInput = element.querySelector("[data-desk-seen]");
    this.stateText = element.querySelector("[data-desk-state]");
    this.message = element.querySelector("[data-desk-message]");
    this.confirmButton = element.querySelector("[data-desk-confirm]");
    this.saved = this.seenInput.value;
    this.seen = [this.saved];
    this.sending = null;
    // A conflict or a refusal waits for the person, not for the line.
    this.waits = Boolean(this.conflict);
  }

  get conflict() {
    return this.element.querySelector("[data-desk-conflict]");
  }

  get changed() {
    return plain(this.box.value) !== plain(this.saved);
  }

  get unsent() {
    return this.changed || this.confirming === true;
  }

  show(state, text = words[state], message = "") {
    if (state in { done: 0, empty: 0, error: 0, unconfirmed: 0, conflict: 0 }) this.element.dataset.state = state;
    this.element.toggleAttribute("data-unsent", ["typing", "saving", "kept", "conflict"].includes(state));
    this.stateText.textContent = text;
    this.message.textContent = message;
    this.message.hidden = !message;
    if (this.confirmButton && state === "done") this.confirmButton.hidden = true;
  }

  /** Keep what was typed on this device. */
  keep() {
    if (!this.changed) {
      kept.remove(this.pk);
      this.isSafe = true;
    } else {
      this.isSafe = kept.set(this.pk, { text: this.box.value, seen: this.seen });
    }
  }

  typed() {
    if (!this.conflict) this.waits = false;
    this.keep();
    if (!this.changed) this.show(this.element.dataset.state);
    else this.show("typing", this.isSafe ? words.typing : words.lost);
    grow(this.box);
  }

  /** Send the text unless it is with the server; the promise says whether it is. */
  async send() {
    while (this.sending) await this.sending;
    if (!this.unsent) return true;
    if (this.waits) return false;
    this.sending = this.post().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async post() {
    const text = this.box.value;
    const data = new FormData();
    data.append("segment", this.pk);
    data.append("person", desk.dataset.person);
    data.append("text", text);
    for (const each of this.seen) data.append("seen", each);
    if (this.confirming) data.append("confirm", "1");
    this.show("saving");
    // It may arrive although its answer does not: then it is no one else's text.
    if (!this.seen.includes(text)) this.seen.push(text);
    if (this.changed) this.keep();
    const answer = await ask(data);
    if (answer.lost) {
      this.show("kept", this.isSafe === false ? words.lost : words.kept);
      retryLater();
      return false;
    }
    if (answer.status === 409) return this.conflicts(answer.data);
    if (answer.status !== 200) {
      this.waits = true;
      this.show("kept", words.kept, answer.data.message);
      say(answer.data.message);
      return false;
    }
    return this.accepted(text, answer.data);
  }

  accepted(text, data) {
    this.confirming = false;
    const untouched = this.box.value === text;
    this.saved = plain(data.text ?? text);
    this.seen = [this.saved];
    this.seenInput.value = this.saved;
    if (untouched) {
      if (this.box.value !== this.saved && data.text !== undefined) this.box.value = this.saved;
      this.show(data.state, words[data.state], data.message);
    }
    this.keep();
    if (untouched) kept.remove(this.pk);
    progress(data.progress);
    say(data.message || words[data.state]);
    preview.refresh();
    const hints = help.querySelector("[data-desk-hints]");
    if (hints && current === this) fill(hints, this);
    return !this.changed;
  }

  conflicts(data) {
    this.waits = true;
    this.confirming = false;
    this.show("conflict");
    say(words.conflict);
    this.conflict?.remove();
    const block = desk.querySelector("[data-desk-conflict-template]").content.cloneNode(true);
    const [before, between, after] = words.conflictBy.split("%s");
    block.querySelector("[data-desk-conflict-who]").textContent = [before, data.by || "?", between, data.at, after].join("");
    block.querySelector("[data-desk-conflict-theirs]").textContent = data.theirs;
    this.message.after(block);
    reveal(this.element);
    return false;
  }

  /** Settle a conflict: the person's own text goes over the other one, or the other one into the box. */
  settle(mine) {
    const theirs = this.conflict.querySelector("[data-desk-conflict-theirs]").textContent;
    this.conflict.remove();
    this.waits = false;
    this.saved = theirs;
    this.seen = [theirs];
    this.seenInput.value = theirs;
    if (!mine) {
      this.box.value = theirs;
      this.show(theirs ? "done" : "empty");
    }
    this.keep();
    this.box.focus();
    this.send();
  }

  restore() {
    const found = kept.get(this.pk);
    if (!found) return;
    if (plain(found.text) === plain(this.saved)) {
      kept.remove(this.pk);
      return;
    }
    this.box.value = found.text;
    this.seen = found.seen;
    this.isSafe = true;
    this.show("kept");
  }

  /** Put a text into the box, in place of what is there or where the cursor stands. */
  use(text, atCursor) {
    const { box } = this;
    if (box.readOnly) return;
    box.focus();
    if (!atCursor) box.select();
    // The one way to change a box that can be undone with the keyboard.
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

/** POST a text; {lost: true} where no answer came or nobody is signed in. */
async function ask(data, again = true) {
  let response;
  try {
    response = await fetch(desk.dataset.save, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": token.value, "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      keepalive: true,
    });
  } catch {
    trouble(words.offline);
    return { lost: true };
  }
  if (response.headers.get("Content-Type")?.includes("json")) {
    trouble("");
    return { status: response.status, data: await response.json() };
  }
  if (response.status >= 500) {
    trouble(words.offline);
    return { lost: true };
  }
  // Nobody is signed in, or somebody has signed in since, and with that the token is another one.
  if (again && (await renewToken())) return ask(data, false);
  trouble(words.signedOut, true);
  return { lost: true };
}

async function renewToken() {
  try {
    const response = await fetch(desk.dataset.save, {
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
    });
    if (!response.ok) return false;
    token.value = (await response.json()).token;
    return true;
  } catch {
    return false;
  }
}

const banner = desk.querySelector("[data-desk-trouble]");

function trouble(text, signIn = false) {
  banner.querySelector("[data-desk-trouble-text]").textContent = text;
  banner.querySelector("[data-desk-login]").hidden = !signIn;
  banner.hidden = !text;
}

let delay = FIRST_DELAY;
let timer = 0;

function retryLater() {
  clearTimeout(timer);
  timer = setTimeout(sendAll, delay);
  delay = Math.min(2 * delay, LONGEST_DELAY);
}

/** Send whatever is not with the server, one after another; says whether all of it is. */
async function sendAll() {
  clearTimeout(timer);
  let all = true;
  for (const row of rows) {
    if (row.unsent && !(await row.send())) {
      all = false;
      // Without a line or a session the next one fares no better.
      if (!banner.hidden) break;
    }
  }
  if (all) delay = FIRST_DELAY;
  return all;
}

function progress([translated, total, percent]) {
  const bar = desk.querySelector("[data-desk-progress]");
  bar.max = total;
  bar.value = translated;
  desk.querySelector("[data-desk-progress-text]").textContent = `${translated}/${total} (${percent}%)`;
}

function grow(box) {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight + 4}px`;
}

function reveal(root) {
  for (const each of root.querySelectorAll("[data-desk-script]")) each.hidden = false;
}

const rows = [...desk.querySelectorAll("[data-desk-row]")].map((element) => new Row(element));
const rowOf = (element) => rows.find((row) => row.element === element?.closest("[data-desk-row]"));
const needsWork = (row) => row.element.dataset.state !== "done";
let current = null;

function goTo(row) {
  if (!row) return;
  row.box.focus();
  row.element.scrollIntoView({ block: "nearest" });
}

function goToUntranslated(step) {
  const ordered = step > 0 ? rows : rows.toReversed();
  const start = ordered.indexOf(current) + 1;
  goTo([...ordered.slice(start), ...ordered.slice(0, start)].find((row) => row !== current && needsWork(row)));
}

/* What helps with the sentence that is being translated: beside the rows where there is room, else below its box. */

let loading = null;

function placeHelp() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isWide = desk.clientWidth >= WIDE * rem;
  const place = isWide || !current ? columns : current.element;
  if (help.parentElement !== place) {
    // What is looked at stays where it is on the screen, though the help leaves a row above it.
    const before = current?.element.getBoundingClientRect().top;
    place.append(help);
    if (current) scrollBy(0, current.element.getBoundingClientRect().top - before);
  }
  columns.classList.toggle("has-help", isWide && !help.hidden);
}

function loadHelp(row) {
  const slots = [...help.querySelectorAll("[data-desk-fragment]")];
  if (!slots.length) return;
  loading?.abort();
  loading = new AbortController();
  const { signal } = loading;
  for (const slot of slots) slot.replaceChildren();
  help.hidden = false;
  placeHelp();
  setTimeout(() => {
    if (!signal.aborted) for (const slot of slots) fill(slot, row, { signal });
  }, 250);
}

async function fill(slot, row, options = {}, url = "") {
  const address = new URL(url || slot.dataset.deskFragment.replace("/0/", `/${row.pk}/`), location);
  address.searchParams.set("fragment", "1");
  // What is looked at is what stands in the box, as far as it fits into an address; else what is stored.
  if (slot.matches("[data-desk-hints]") && row.changed && row.box.value.length < LONGEST_ASKED) {
    address.searchParams.set("text", row.box.value);
  }
  try {
    const response = await fetch(address, {
      redirect: "manual",
      ...options,
      headers: { "X-Requested-With": "XMLHttpRequest", ...options.headers },
    });
    if (!response.ok) throw new Error(response.status);
    slot.innerHTML = await response.text();
  } catch (error) {
    if (error.name === "AbortError") return;
    // What is being written there stays.
    if (options.method) say(words.fragment);
    else slot.textContent = words.fragment;
    return;
  }
  const open = slot.querySelector("[data-open]")?.dataset.open;
  if (open !== undefined) {
    const mark = row.element.querySelector("[data-desk-comments]");
    mark.hidden = open === "0";
    mark.querySelector("span").textContent = open;
  }
}

help.addEventListener("submit", (event) => {
  event.preventDefault();
  const slot = event.target.closest("[data-desk-fragment]");
  const data = new FormData(event.target, event.submitter);
  data.delete("csrfmiddlewaretoken");
  const method = event.target.method.toUpperCase();
  fill(slot, current, { method, body: data, headers: { "X-CSRFToken": token.value } }, event.target.action);
});

/* The reader's page beside the desk. */

const preview = {
  frame: document.querySelector("[data-desk-preview]"),
  timer: 0,
  get isOpen() {
    return this.frame && !this.frame.closest("[data-side-panel]").hidden;
  },
  load() {
    if (!this.frame.src) this.frame.src = this.frame.dataset.deskPreview;
  },
  refresh() {
    clearTimeout(this.timer);
    if (!this.frame?.src) return;
    this.timer = setTimeout(() => {
      if (this.isOpen) this.frame.contentWindow.location.reload();
      else this.frame.removeAttribute("src");
    }, 1500);
  },
  follow() {
    if (!current || !this.isOpen) return;
    const reader = this.frame.contentDocument;
    const ids = current.element.dataset.anchors.split(" ");
    const shown = ids.map((id) => reader?.getElementById(id)).find((element) => element);
    shown?.scrollIntoView({ block: "center" });
  },
};

if (preview.frame) {
  const panel = preview.frame.closest("[data-side-panel]");
  panel.addEventListener("show", () => preview.load());
  preview.frame.addEventListener("load", () => preview.follow());
  if (!panel.hidden) preview.load();
}

/* Events. */

desk.addEventListener("input", (event) => {
  if (event.target.matches("[data-desk-box]")) rowOf(event.target).typed();
});

desk.addEventListener("focusin", (event) => {
  if (!event.target.matches("[data-desk-box]")) return;
  const row = rowOf(event.target);
  if (row === current) return;
  current?.element.classList.remove("is-current");
  current = row;
  row.element.classList.add("is-current");
  loadHelp(row);
  preview.follow();
});

desk.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-desk-box]")) rowOf(event.target).send();
});

desk.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-desk-box]")) {
    event.preventDefault();
    const row = rowOf(event.target);
    if (row.box.readOnly) return;
    row.confirming = row.box.value.trim() !== "" && needsWork(row);
    row.send();
    goTo(rows[rows.indexOf(row) + 1]);
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    goToUntranslated(event.key === "ArrowDown" ? 1 : -1);
  }
});

desk.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.use !== undefined) {
    (rowOf(button) ?? current)?.use(button.dataset.use, button.dataset.useAt === "cursor");
  } else if (button.matches("[data-desk-keep], [data-desk-take]")) {
    rowOf(button).settle(button.matches("[data-desk-keep]"));
  } else if (button.matches("[data-desk-confirm]")) {
    event.preventDefault();
    const row = rowOf(button);
    row.confirming = true;
    row.send();
    row.box.focus();
  } else if (button.dataset.deskGo) {
    goToUntranslated(Number(button.dataset.deskGo));
  } else if (button.matches("[data-desk-discard]")) {
    const known = new Set(rows.map((row) => row.pk));
    for (const key of kept.keys()) if (!known.has(key)) kept.remove(key);
    button.closest("[data-desk-orphans]").hidden = true;
  }
});

let isLeaving = false;

form.addEventListener("submit", async (event) => {
  if (isLeaving) return;
  event.preventDefault();
  const { submitter } = event;
  // A form takes no second submission while it still tells of the first one.
  await new Promise((done) => setTimeout(done));
  if (!(await sendAll())) {
    say(words.notAll);
    goTo(rows.find((row) => row.unsent));
    return;
  }
  if (submitter?.value !== "publish") {
    say(words.allSaved);
    return;
  }
  // Every text is with the server: only what to do is sent.
  for (const row of rows) row.box.disabled = row.seenInput.disabled = true;
  isLeaving = true;
  form.requestSubmit(submitter);
});

addEventListener("pageshow", () => {
  isLeaving = false;
  for (const row of rows) row.box.disabled = row.seenInput.disabled = false;
});
addEventListener("online", sendAll);
document.addEventListener("visibilitychange", sendAll);
addEventListener("beforeunload", (event) => {
  if (rows.some((row) => row.changed && row.isSafe === false)) event.preventDefault();
});
addEventListener("hashchange", jump);
new ResizeObserver(placeHelp).observe(desk);

function jump() {
  if (location.hash === "#untranslated") goTo(rows.find(needsWork));
  else goTo(rowOf(document.getElementById(location.hash.slice(1))));
}

function offerLost() {
  const known = new Set(rows.map((row) => row.pk));
  const lost = kept.keys().filter((key) => !known.has(key));
  const block = desk.querySelector("[data-desk-orphans]");
  for (const key of lost) {
    const item = document.createElement("li");
    item.textContent = kept.get(key)?.text ?? "";
    block.querySelector("[data-desk-orphan-texts]").append(item);
  }
  block.hidden = !lost.length;
}

// Wagtail's own script of the page would do this; messages are invisible until then.
document.body.classList.add("ready");
reveal(desk);
for (const row of rows) {
  row.restore();
  grow(row.box);
}
offerLost();
if (location.hash) jump();
sendAll();
