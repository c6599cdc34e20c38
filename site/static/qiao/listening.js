/** Listening: recordings play in place, a dialogue line after line, as fast as was chosen on this device. */

const bar = document.querySelector(".listening");
const sound = new Audio();
const playsOpus = sound.canPlayType('audio/ogg; codecs="opus"') !== "";
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const USUAL_SPEED = 1;

// The dialogue that is played, the links of its lines that are still to come, and what is heard now.
let dialogue = null;
let waiting = [];
let heard = null;

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that forbids storage forgets the choice.
  }
}

/** Mark what is heard, and nothing else. */
function mark(link) {
  heard?.closest(".pair, .term")?.removeAttribute("aria-current");
  heard = link;
  link?.closest(".pair, .term")?.setAttribute("aria-current", "true");
}

/** Say on a dialogue's button what it does next: "ready", "playing" or "paused". */
function show(state) {
  if (dialogue) dialogue.querySelector(".play").dataset.state = state;
}

function stop() {
  sound.pause();
  window.speechSynthesis?.cancel();
  show("ready");
  mark(null);
  dialogue = null;
  waiting = [];
}

async function play(link) {
  mark(link);
  sound.src = playsOpus ? link.href : (link.dataset.aac ?? link.href);
  setSpeed();
  try {
    await sound.play();
  } catch (error) {
    // Another one was pressed meanwhile.
    if (error.name === "AbortError") return;
    if (dialogue) {
      playNext();
      return;
    }
    stop();
    location.assign(link.href);
  }
}

function playNext() {
  const link = waiting.shift();
  if (!link) {
    stop();
    return;
  }
  link.closest(".pair").scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  play(link);
}

function pressDialogue(pressed) {
  if (dialogue !== pressed) {
    stop();
    dialogue = pressed;
    waiting = [...pressed.querySelectorAll("a.listen")];
    show("playing");
    playNext();
  } else if (sound.paused) {
    show("playing");
    sound.play();
  } else {
    show("paused");
    sound.pause();
  }
}

function pressSentence(link) {
  const again = link === heard && !dialogue && !sound.paused;
  stop();
  if (!again) play(link);
}

sound.addEventListener("ended", () => (dialogue ? playNext() : stop()));

// Speed

const select = bar?.querySelector(".speed");

function setSpeed() {
  const speed = Number(select?.value ?? remembered("qiao-speed")) || USUAL_SPEED;
  sound.preservesPitch = true;
  // Every new file begins with the default rate.
  sound.defaultPlaybackRate = sound.playbackRate = speed;
  return speed;
}

if (select) {
  // Browsers that lack a language of the site write its numbers as English does; the others of Central Asia use a comma.
  const { lang } = document.documentElement;
  const [known] = Intl.NumberFormat.supportedLocalesOf(lang);
  const number = new Intl.NumberFormat(known ?? "ru", { minimumFractionDigits: 1 });
  for (let tenths = 6; tenths <= 12; tenths++) select.add(new Option(`${number.format(tenths / 10)} ×`, tenths / 10));
  select.value = remembered("qiao-speed");
  if (select.selectedIndex < 0) select.value = "1";
  select.addEventListener("change", () => remember("qiao-speed", String(setSpeed())));
}

// The device's own voice: only a Chinese one that needs no server, and only after somebody has heard it.

const offer = bar?.querySelector(".try-voice");
const question = bar?.querySelector(".heard");

function deviceVoice() {
  return speechSynthesis.getVoices().find(({ lang, localService }) => localService && /^(zh[-_](cn|hans)|cmn)/i.test(lang));
}

function speak(chinese, { started = () => {} } = {}) {
  stop();
  const voice = deviceVoice();
  if (!voice) return;
  const copy = chinese.cloneNode(true);
  copy.querySelectorAll("rt, rp, .listen").forEach((each) => each.remove());
  const said = new SpeechSynthesisUtterance(copy.textContent.trim());
  Object.assign(said, { voice, lang: voice.lang, rate: setSpeed() });
  said.addEventListener("start", started);
  speechSynthesis.speak(said);
}

function addVoice() {
  for (const chinese of document.querySelectorAll(".pair > .zh")) {
    if (!chinese.querySelector(".listen")) chinese.append(bar.querySelector("template").content.cloneNode(true));
  }
}

function removeVoice() {
  document.querySelectorAll("button.listen").forEach((button) => button.remove());
}

function offerVoice() {
  const voice = deviceVoice();
  offer.hidden = !voice;
  bar.hidden = !voice && !document.querySelector("a.listen");
  if (voice && remembered("qiao-voice") === voice.voiceURI) addVoice();
  else removeVoice();
}

if (bar) {
  bar.hidden = !document.querySelector("a.listen");
  if ("speechSynthesis" in window) {
    offerVoice();
    speechSynthesis.addEventListener("voiceschanged", offerVoice);
  }
  offer.addEventListener("click", () =>
    speak(document.querySelector(".pair > .zh"), { started: () => (question.hidden = false) }),
  );
  question.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    remember("qiao-voice", target.value === "yes" ? deviceVoice().voiceURI : "");
    question.hidden = true;
    offer.focus();
    offerVoice();
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".play, .listen");
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (button.matches(".play")) pressDialogue(button.closest(".dialogue"));
  else if (button.matches("a")) pressSentence(button);
  else speak(button.closest(".zh"));
});
