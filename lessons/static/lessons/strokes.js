/**
 * Stroke practice: watch, trace, write from memory, or say stroke by stroke how a hanzi is written.
 *
 * The strokes of a block and the program hanzi-writer are fetched when somebody starts to practise. Results stay on
 * this device.
 */

const STORE = "qiao-strokes";
const HINT_AFTER = 3;

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** "%(count)s strokes" with what belongs in it. */
const say = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A script that is no module, once; a second try is made where the first one failed. */
function load(url) {
  return new Promise((done, failed) => {
    if (window.HanziWriter) return done();
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = () => {
      script.remove();
      failed(new Error(url));
    };
    document.head.append(script);
  });
}

async function fetchStrokes(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

/** {hanzi: {mode: mistakes}} of what was written on this device. */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

function remember(hanzi, mode, mistakes) {
  try {
    const all = remembered();
    all[hanzi] = { ...all[hanzi], [mode]: mistakes };
    localStorage.setItem(STORE, JSON.stringify(all));
  } catch {
    // A browser that forbids storage forgets the result.
  }
}

class Practice {
  constructor(section) {
    const find = (selector) => section.querySelector(selector);
    this.urls = { strokes: section.dataset.strokes, writer: section.dataset.writer };
    this.words = JSON.parse(find("script[type='application/json']").textContent);
    this.board = find(".strokes-board");
    this.status = find(".strokes-status");
    this.ways = find(".strokes-ways");
    this.said = find(".strokes-said");
    this.modes = [...section.querySelectorAll("[data-mode]")];
    this.items = [...section.querySelectorAll("[data-hanzi]")];
    this.results = {};
    for (const item of this.items) this.offer(item);
    this.choose(this.items[0]);
    for (const button of this.modes) button.addEventListener("click", () => this.start(button.dataset.mode));
    this.ways.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-direction]");
      if (button) this.answer(button.dataset.direction);
    });
    section.addEventListener("keydown", (event) => {
      if (this.ways.hidden) return;
      const button = this.ways.querySelectorAll("[data-direction]")[Number(event.key) - 1];
      if (button && !event.ctrlKey && !event.metaKey && !event.altKey) this.answer(button.dataset.direction);
    });
    new ResizeObserver(() => {
      const side = this.board.clientWidth;
      this.writer?.updateDimensions({ width: side, height: side });
    }).observe(this.board);
    find(".strokes-practice").hidden = false;
  }

  /** Make a square a button, and show what was written in it before. */
  offer(item) {
    const box = item.querySelector(".hanzi-box");
    const button = document.createElement("button");
    button.type = "button";
    button.className = box.className;
    button.lang = box.lang;
    button.textContent = box.textContent;
    button.addEventListener("click", () => {
      this.choose(item);
      if (this.mode) this.start(this.mode);
    });
    box.replaceWith(button);
    for (const [mode, mistakes] of Object.entries(remembered()[item.dataset.hanzi] ?? {})) {
      if (this.words.modes[mode]) this.show(item, mode, mistakes);
    }
  }

  choose(item) {
    this.item = item;
    this.hanzi = item.dataset.hanzi;
    for (const each of this.items) {
      each.querySelector("button").setAttribute("aria-pressed", String(each === item));
    }
    if (!this.mode) this.board.textContent = this.hanzi;
    this.board.lang = "zh-Hans";
    this.board.setAttribute("aria-label", this.hanzi);
  }

  /** Clear the board and begin; a later start ends what an earlier one is still waiting for. */
  async start(mode) {
    this.mode = mode;
    const turn = (this.turn = {});
    for (const button of this.modes) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    this.writer?.cancelQuiz();
    this.writer = null;
    this.ways.hidden = true;
    this.said.hidden = true;
    this.board.classList.remove("is-drawn-on");
    if (!this.strokes) this.status.textContent = this.words.loading;
    try {
      this.strokes ??= await fetchStrokes(this.urls.strokes);
      if (mode !== "steps") await load(this.urls.writer);
    } catch {
      if (turn === this.turn) {
        this.board.textContent = this.hanzi;
        this.status.textContent = this.words.failed;
      }
      return;
    }
    if (turn !== this.turn) return;
    this.data = this.strokes[this.hanzi];
    this.mistakes = 0;
    this.number = 0;
    if (!this.data) {
      this.board.textContent = this.hanzi;
      this.status.textContent = this.words.unknown;
      return;
    }
    this.board.replaceChildren();
    if (mode === "watch") this.watch();
    else if (mode === "steps") this.ask();
    else this.draw(mode === "trace");
  }

  create(options) {
    const side = this.board.clientWidth;
    const data = this.data;
    this.writer = window.HanziWriter.create(this.board, this.hanzi, {
      charDataLoader: () => data,
      width: side,
      height: side,
      padding: side / 16,
      strokeColor: colour("--ink"),
      outlineColor: colour("--edge"),
      highlightColor: colour("--gold"),
      drawingColor: colour("--tile"),
      drawingWidth: side / 24,
      ...options,
    });
  }

  watch() {
    this.create({
      showCharacter: false,
      // Where nothing may move, each stroke appears whole.
      strokeAnimationSpeed: still.matches ? 1000 : 1,
      delayBetweenStrokes: still.matches ? 900 : 350,
    });
    this.writer.animateCharacter();
    this.status.textContent = this.words.watch;
    const list = document.createElement("ol");
    for (const directions of this.data.directions) {
      const line = document.createElement("li");
      line.textContent = this.path(directions);
      list.append(line);
    }
    this.said.querySelector("ol")?.remove();
    this.said.append(list);
    this.said.hidden = false;
  }

  draw(outlined) {
    this.board.classList.add("is-drawn-on");
    this.create({ showCharacter: false, showOutline: outlined, showHintAfterMisses: HINT_AFTER });
    this.tellStroke();
    this.writer.quiz({
      onCorrectStroke: () => {
        this.number++;
        if (this.number < this.data.strokes.length) this.tellStroke();
      },
      onMistake: () => this.tellMistake(),
      onComplete: () => this.finish(),
    });
  }

  tellStroke() {
    this.status.textContent = say(this.words.draw, { number: this.number + 1, count: this.data.strokes.length });
  }

  tellMistake() {
    this.mistakes++;
    this.status.textContent = say(this.words.wrong, { mistakes: this.mistakes });
  }

  /** Ask how the next stroke begins; `before` is what was said of the last one. */
  ask(before = "") {
    this.ways.hidden = false;
    this.misses = 0;
    this.sheet();
    const question = say(this.words.ask, { number: this.number + 1, count: this.data.strokes.length });
    this.status.textContent = `${before} ${question}`.trim();
  }

  answer(direction) {
    const beginnings = this.data.beginnings[this.number];
    if (!beginnings.includes(direction)) {
      this.misses++;
      this.tellMistake();
      if (this.misses >= HINT_AFTER) {
        const hint = say(this.words.hint, { direction: this.words.directions[beginnings[0]] });
        this.status.textContent += ` ${hint}`;
      }
      return;
    }
    const right = say(this.words.right, { directions: this.path(this.data.directions[this.number]) });
    this.number++;
    if (this.number < this.data.strokes.length) {
      this.ask(right);
      return;
    }
    this.sheet();
    this.finish(right);
    // The buttons go away: the keyboard goes on with the next character, or with the ways to practise.
    const next = this.items[this.items.indexOf(this.item) + 1];
    (next?.querySelector("button") ?? this.modes.at(-1)).focus();
    this.ways.hidden = true;
  }

  /** The strokes written so far, and a point where the next one begins. */
  sheet() {
    const svg = (name, attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    // The data's box: 1024 units a side, y upwards, the base line at 124.
    const picture = svg("svg", { viewBox: "-64 -64 1152 1152", "aria-hidden": "true" });
    const strokes = svg("g", { transform: "translate(0 900) scale(1 -1)" });
    for (const path of this.data.strokes.slice(0, this.number)) strokes.append(svg("path", { d: path }));
    const next = this.data.medians[this.number];
    if (next) strokes.append(svg("circle", { cx: next[0][0], cy: next[0][1], r: 28 }));
    picture.append(strokes);
    this.board.replaceChildren(picture);
  }

  /** "→ from left to right, then ↓ downwards" */
  path(directions) {
    const said = directions.map((name) => this.words.directions[name]);
    return said.reduce((first, second) => say(this.words.then, { first, second }));
  }

  finish(before = "") {
    this.board.classList.remove("is-drawn-on");
    remember(this.hanzi, this.mode, this.mistakes);
    this.show(this.item, this.mode, this.mistakes);
    this.results[this.mode] = { ...this.results[this.mode], [this.hanzi]: this.mistakes };
    const written = Object.values(this.results[this.mode]);
    const told = [before, this.told(this.mode, this.mistakes)];
    if (written.length === this.items.length && written.length > 1) {
      const sum = written.reduce((one, other) => one + other, 0);
      told.push(say(this.words.all, { result: this.result(sum) }));
    }
    this.status.textContent = told.join("\n").trim();
  }

  result(mistakes) {
    return mistakes ? say(this.words.mistakes, { mistakes }) : this.words.perfect;
  }

  told(mode, mistakes) {
    return say(this.words.result, { mode: this.words.modes[mode], result: this.result(mistakes) });
  }

  /** Write the result of a mode under the hanzi. */
  show(item, mode, mistakes) {
    const results = item.querySelector(".strokes-result");
    let line = results.querySelector(`[data-of="${mode}"]`);
    if (!line) {
      line = document.createElement("span");
      line.dataset.of = mode;
      results.append(line);
    }
    line.textContent = this.told(mode, mistakes);
    line.classList.toggle("is-perfect", mistakes === 0);
  }
}

for (const section of document.querySelectorAll(".strokes:has(.strokes-practice)")) new Practice(section);
