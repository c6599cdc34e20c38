/** Ways of reading: what of a bilingual text is shown. Remembered on this device, switched without a request. */

const root = document.documentElement;
const control = document.querySelector(".reading");
const template = document.getElementById("reveal");
// Headings and the names of speakers stay: they say where one is.
const COVERED = [".pair >", ".term", ".tools", "figcaption", ".callout-label", ".cells"]
  .map((place) => `${place} .tr:not(.untranslated)`)
  .join();
let covers = 0;

/** Put a button before every translation, which stays hidden until the button is pressed. */
function cover() {
  for (const translation of document.querySelectorAll(COVERED)) {
    const button = template.content.firstElementChild.cloneNode(true);
    const chinese = translation.closest(".pair, .term")?.querySelector(".zh, dt") ?? translation.previousElementSibling;
    translation.id ||= `tr-${++covers}`;
    chinese.id ||= `zh-${++covers}`;
    button.setAttribute("aria-controls", translation.id);
    button.setAttribute("aria-describedby", chinese.id);
    translation.before(button);
    translation.hidden = true;
  }
}

function uncover() {
  for (const button of document.querySelectorAll(".reveal")) {
    button.nextElementSibling.hidden = false;
    button.remove();
  }
}

/** Change how the page looks, and keep the sentence that is being read where it is on the screen. */
function keepPlace(change) {
  const place = [...document.querySelectorAll(".pair")].find((pair) => pair.getBoundingClientRect().bottom > 96);
  const before = place?.getBoundingClientRect().top;
  change();
  if (place && scrollY > 0) scrollBy({ top: place.getBoundingClientRect().top - before, behavior: "instant" });
}

function recall(name) {
  try {
    return localStorage.getItem(`qiao-${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`qiao-${name}`, value);
  } catch {
    // A browser that forbids storage forgets the choice.
  }
}

function set(name, value) {
  root.dataset[name] = value;
  remember(name, value);
}

/** Take a choice over. "hanzi" is Chinese alone without pinyin and "pinyin" the same with it, so the two go together. */
function choose(name, value) {
  if (name === "pinyin" && root.dataset.reading === "hanzi" && value !== "none") set("reading", "pinyin");
  if (name === "pinyin" && root.dataset.reading === "pinyin" && value === "none") set("reading", "hanzi");
  else set(name, value);
  if (name === "reading" && value === "pinyin" && root.dataset.pinyin === "none") set("pinyin", "all");
}

/** Show in the controls what is chosen. */
function check() {
  const chosen = { ...root.dataset };
  if (chosen.reading === "hanzi") chosen.pinyin = "none";
  for (const input of control.querySelectorAll("[type=radio]")) input.checked = chosen[input.name] === input.value;
}

if (control) {
  root.dataset.pinyin ??= "all";
  root.dataset.size ??= "normal";
  root.dataset.tones ??= "dictionary";
  check();
  if (root.dataset.reading === "touch") cover();
  root.dataset.covered = "";
  control.addEventListener("change", ({ target }) =>
    keepPlace(() => {
      const before = root.dataset.reading;
      choose(target.name, target.value);
      check();
      if (root.dataset.reading === before) return;
      uncover();
      if (root.dataset.reading === "touch") cover();
    }),
  );
}

document.querySelector(".to-outline")?.addEventListener("click", ({ currentTarget }) => {
  currentTarget.closest(".outline").querySelector("details").open = true;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".reveal");
  if (button) {
    const shown = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!shown));
    button.nextElementSibling.hidden = shown;
  }
});

// What a device can speak itself is offered where it lists a Chinese voice, also where nothing was recorded.
const listening = document.querySelector(".listening");
if (listening && "speechSynthesis" in window) {
  const look = () => {
    if (speechSynthesis.getVoices().some(({ lang }) => /^(zh|cmn)/i.test(lang))) import(listening.dataset.module);
  };
  look();
  speechSynthesis.addEventListener("voiceschanged", look);
}

// Words. Those that a reader knows are kept on this device; they may go without pinyin.

const known = new Set(readKnown());
const knownWords = control?.querySelector(".known-words");

function readKnown() {
  try {
    const words = JSON.parse(recall("known"));
    return Array.isArray(words) ? words : [];
  } catch {
    return [];
  }
}

/** The hanzi of a <ruby>, or the text of another node that stands beside it. */
function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  return node.nodeName === "RUBY" ? [...node.childNodes].map((one) => one.data ?? "").join("") : "";
}

function markKnown() {
  const here = new Set();
  const mark = (element, text) => {
    element.classList.toggle("known", known.has(text));
    if (known.has(text)) here.add(text);
  };
  for (const ruby of document.querySelectorAll("main ruby")) mark(ruby, textOf(ruby));
  for (const term of document.querySelectorAll(".term dt")) mark(term, term.textContent.trim());
  root.dataset.marked = "";
  if (knownWords) {
    knownWords.hidden = here.size === 0;
    knownWords.querySelector("p").textContent = [...here].join("、");
  }
  return here;
}

function saveKnown() {
  remember("known", JSON.stringify([...known]));
  return markKnown();
}

knownWords?.querySelector("button").addEventListener("click", () => {
  for (const word of markKnown()) known.delete(word);
  saveKnown();
  control.querySelector("[name=pinyin]:checked").focus();
});

if (known.size || root.dataset.pinyin === "unknown") markKnown();

// The card of a word: for a pointer on any word, for a keyboard with a button after each sentence.

const card = document.getElementById("word-card")?.content.firstElementChild;
const inChinese = root.lang.startsWith("zh");
const sheet = matchMedia("(max-width: 40rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const EXPLAINED = ".word-picture, .word-told, .word-explanation";
const BAR = 80; // pixels at the top that the bar of modes may cover
let dictionary = null;
let current = null;

/** What the page says of its words: the standard's name, a level by word, the terms. Read when it is first asked for. */
function lookUp() {
  if (!dictionary) {
    const { standard, levels, terms } = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
    const listed = Object.entries(levels ?? {}).flatMap(([level, words]) =>
      words.split(" ").map((word) => [word, level === "7" ? "7–9" : level]),
    );
    dictionary = { standard, levels: new Map(listed), terms: terms ?? [] };
  }
  return dictionary;
}

/** The nodes of a sentence, with those of its marked terms in the place of these. */
const nodesOf = (sentence) =>
  [...sentence.childNodes].flatMap((node) => (node.className === "taught" ? [...node.childNodes] : node));
const sentenceOf = (ruby) => ruby.closest("[lang|=zh]");
const wordsOf = (ruby) => [...sentenceOf(ruby).querySelectorAll("ruby")];

/** The terms at a word's place in its sentence: itself, longer ones that it is a part of, shorter ones in it. */
function termsAt(ruby, terms) {
  let text = "";
  let start = 0;
  for (const node of nodesOf(sentenceOf(ruby))) {
    if (node === ruby) start = text.length;
    text += textOf(node);
  }
  const word = textOf(ruby);
  const end = start + word.length;
  const isHere = ([hanzi]) => {
    for (let at = text.indexOf(hanzi); at >= 0; at = text.indexOf(hanzi, at + 1)) {
      const stop = at + hanzi.length;
      if ((at <= start && stop >= end) || (at >= start && stop <= end)) return true;
    }
    return false;
  };
  return terms.filter(isHere).sort(([one], [other]) => other.length - one.length);
}

/** The syllables above a word as they are shown, joined; an apostrophe parts those that begin with a vowel. */
function pinyinOf(ruby) {
  const spoken = root.dataset.tones === "spoken";
  const syllables = [...ruby.querySelectorAll("rt")].map((rt) => (spoken && rt.dataset.spoken) || rt.textContent);
  return syllables.filter(Boolean).reduce((joined, syllable) => {
    const parted = joined && /^[aeo]/.test(syllable.normalize("NFD"));
    return `${joined}${parted ? "'" : ""}${syllable}`;
  }, "");
}

function termItem([hanzi, pinyin, meaning, sound, { explanation, picture, cedict } = {}]) {
  const item = document.getElementById("word-term").content.firstElementChild.cloneNode(true);
  item.querySelector("b").textContent = hanzi;
  item.querySelector(".word-pinyin").textContent = pinyin;
  if (!inChinese) {
    item.querySelector(".word-meaning").textContent = meaning;
    item.querySelector(".word-untranslated").hidden = meaning !== "";
  }
  const listen = item.querySelector(".listen");
  if (sound) {
    const [source, aac, isSynthetic] = sound;
    listen.href = source;
    if (aac) listen.dataset.aac = aac;
    listen.ariaLabel = (isSynthetic ? card.dataset.listenSynthetic : card.dataset.listen).replace("{word}", hanzi);
    listen.querySelector("small").hidden = !isSynthetic;
  } else {
    listen.remove();
  }
  const image = item.querySelector(".word-picture");
  if (picture) {
    [image.src, image.width, image.height] = picture;
    image.alt = card.dataset.picture.replace("{word}", meaning || hanzi);
  } else {
    image.remove();
  }
  const [told, translated] = explanation ?? ["", ""];
  item.querySelector(".word-explanation").textContent = told;
  if (!inChinese) {
    item.querySelector(".word-told").textContent = translated;
    item.querySelector(".origin").hidden = !cedict;
  }
  return item;
}

function fill(ruby) {
  const { standard, levels, terms } = lookUp();
  const word = textOf(ruby);
  const found = termsAt(ruby, terms);
  const level = levels.get(word);
  current?.classList.remove("current");
  current = ruby;
  ruby.classList.add("current");
  card.querySelector(".word-hanzi").textContent = word;
  card.querySelector(".word-facts > .word-pinyin").textContent = pinyinOf(ruby);
  const [own, related] = [found.filter(([hanzi]) => hanzi === word), found.filter(([hanzi]) => hanzi !== word)];
  const items = own.map(termItem);
  card.querySelector(".word-terms").replaceChildren(...items);
  card.querySelector(".word-related").replaceChildren(...related.map(termItem));
  // The word itself is explained below its pinyin and its level, the others are only named.
  const explained = items.flatMap((item) => [...item.querySelectorAll(EXPLAINED)]);
  card.querySelector(".word-explained").replaceChildren(...explained);
  for (const each of card.querySelectorAll(`.word-related :is(${EXPLAINED})`)) each.remove();
  if (!inChinese) card.querySelector(".word-missing").hidden = found.length > 0;
  card.querySelector(".word-level").textContent = standard
    ? (level ? card.dataset.listed : card.dataset.unlisted).replace("{level}", level).replace("{standard}", standard)
    : "";
  card.dataset.known = known.has(word);
  const words = wordsOf(ruby);
  for (const button of card.querySelectorAll(".word-step")) {
    button.ariaDisabled = !words[words.indexOf(ruby) + Number(button.value)];
  }
}

/** Put the card beside its word, or let a narrow screen show the word above it. */
function place(ruby) {
  const [rect] = ruby.getClientRects();
  const height = card.offsetHeight;
  const bottom = innerHeight - (sheet.matches ? height : 0) - 16;
  let by = Math.max(0, rect.bottom - bottom) + Math.min(0, rect.top - BAR);
  const tooLow = rect.bottom - by + 8 + height - innerHeight;
  const isBelow = tooLow <= 0 || rect.top - by - 8 - height < 0;
  // A card that fits neither below nor above its word takes the word up with it.
  if (isBelow && !sheet.matches) by += Math.max(0, Math.min(tooLow + 8, rect.top - by - BAR));
  const left = rect.left + (rect.width - card.offsetWidth) / 2;
  const right = root.clientWidth - card.offsetWidth - 8;
  card.style.setProperty("--x", `${scrollX + Math.max(8, Math.min(left, right))}px`);
  card.style.setProperty("--y", `${scrollY + (isBelow ? rect.bottom + 8 : rect.top - 8 - height)}px`);
  if (by) scrollBy({ top: by, behavior: calm.matches ? "instant" : "smooth" });
}

function openCard(ruby) {
  fill(ruby);
  if (!card.matches(":popover-open")) card.showPopover();
  place(ruby);
  card.focus({ preventScroll: true });
}

function step(by) {
  const words = wordsOf(current);
  const next = words[words.indexOf(current) + by];
  if (!next) return;
  fill(next);
  place(next);
}

function toggleKnown() {
  const word = textOf(current);
  if (!known.delete(word)) known.add(word);
  saveKnown();
  card.dataset.known = known.has(word);
}

// Without popovers the words stay text.
if (card?.showPopover) {
  document.body.append(card);
  root.dataset.words = "";
  const button = document.getElementById("words-button").content.firstElementChild;
  let number = 0;
  for (const pair of document.querySelectorAll(".pair:has(ruby)")) {
    const copy = button.cloneNode(true);
    copy.ariaLabel = copy.ariaLabel.replace("{number}", ++number);
    pair.querySelector(".zh").after(copy);
  }
  // A marked term opens the card as every word does, and each sentence stays one stop of the keyboard.
  for (const link of document.querySelectorAll(".taught")) link.tabIndex = -1;
  document.addEventListener("click", (event) => {
    const { target } = event;
    const opener = target.closest(".words");
    if (opener) openCard(opener.closest(".pair").querySelector("ruby"));
    const marked = target.closest(".taught");
    if (marked && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (marked) event.preventDefault();
    const ruby = target.closest("main ruby") ?? marked?.querySelector("ruby");
    // Who selects text wants no card.
    if (ruby && !target.closest("a:not(.taught), button, summary, label") && getSelection().isCollapsed) openCard(ruby);
  });
  card.addEventListener("click", ({ target }) => {
    const pressed = target.closest("button");
    if (pressed?.matches(".word-step")) step(Number(pressed.value));
    else if (pressed?.matches(".word-knows")) toggleKnown();
    else if (pressed) card.hidePopover();
  });
  card.addEventListener("keydown", (event) => {
    // Chinese runs from left to right on every page.
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
  card.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "open") return;
    current?.classList.remove("current");
    if (card.contains(document.activeElement)) {
      current?.closest(".pair")?.querySelector(".words")?.focus({ preventScroll: true });
    }
  });
}

/** What was far from the window is laid out after the first paint, a block at a time, so that no touch waits for it. */
addEventListener("load", async () => {
  for (const block of document.querySelectorAll(".block")) {
    await new Promise((resolve) => setTimeout(resolve));
    block.classList.add("laid-out");
  }
});
