/** Ways of reading: what of a bilingual text is shown. Remembered on this device, switched without a request. */

const root = document.documentElement;
const control = document.querySelector(".reading");
const template = document.getElementById("reveal");
let covers = 0;

/** Put a button before every translation, which stays hidden until the button is pressed. */
function cover() {
  for (const translation of document.querySelectorAll(".pair > .tr:not(.untranslated), .term .tr:not(.untranslated)")) {
    const button = template.content.firstElementChild.cloneNode(true);
    const chinese = translation.closest(".pair, .term").querySelector(".zh, dt");
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

/** Switch to a mode, and keep the sentence that is being read where it is on the screen. */
function read(mode) {
  const place = [...document.querySelectorAll(".pair")].find((pair) => pair.getBoundingClientRect().bottom > 96);
  const before = place?.getBoundingClientRect().top;
  uncover();
  root.dataset.reading = mode;
  if (mode === "touch") cover();
  if (place && scrollY > 0) scrollBy({ top: place.getBoundingClientRect().top - before, behavior: "instant" });
}

function remember(mode) {
  try {
    localStorage.setItem("qiao-reading", mode);
  } catch {
    // A browser that forbids storage forgets the choice.
  }
}

if (control) {
  const chosen = control.querySelector(`[value="${root.dataset.reading}"]`);
  if (chosen) chosen.checked = true;
  if (root.dataset.reading === "touch") cover();
  root.dataset.covered = "";
  control.addEventListener("change", ({ target }) => {
    read(target.value);
    remember(target.value);
  });
}

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
