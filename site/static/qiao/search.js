/** Suggestions while somebody types into a search field: the editable combobox with a list of ARIA's practices. */

const PAUSE = 120; // milliseconds without a key before the server is asked
const ENOUGH = /\p{Script=Han}|[\p{L}\p{N}].*[\p{L}\p{N}]/u;

function setUp(field) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const known = new Map();
  let timer = 0;
  let asked = null;
  let active = -1;

  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent.trim());
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  field.form.append(list, status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  function activate(index) {
    list.children[active]?.removeAttribute("aria-selected");
    active = index;
    const option = list.children[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) activate(-1);
  }

  function forget() {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
  }

  function show({ suggestions, status: said }) {
    activate(-1);
    list.replaceChildren(
      ...suggestions.map(({ url, zh, translation, kind }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.dataset.url = url;
        option.setAttribute("role", "option");
        // The server has escaped the texts and marked what matched.
        option.innerHTML = `<span lang="zh-Hans">${zh}</span> <span>${translation}</span> <small></small>`;
        option.lastElementChild.textContent = kind;
        return option;
      }),
    );
    status.textContent = said;
    open(suggestions.length > 0);
  }

  async function ask(text) {
    forget();
    asked = new AbortController();
    const { signal } = asked;
    try {
      if (!known.has(text)) {
        const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(text)}`, { signal });
        if (!answer.ok) throw new Error(answer.statusText);
        known.set(text, await answer.json());
      }
      if (!signal.aborted) show(known.get(text));
    } catch {
      // Without suggestions the field searches all the same.
      if (!signal.aborted) open(false);
    }
  }

  function typed(event) {
    const text = field.value.trim();
    forget();
    // Letters that an input method has not made into hanzi yet.
    if (event?.isComposing) return;
    if (ENOUGH.test(text)) timer = setTimeout(ask, PAUSE, text);
    else open(false);
  }

  field.addEventListener("input", typed);
  field.addEventListener("compositionend", () => typed());
  field.addEventListener("blur", () => {
    forget();
    open(false);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && count) {
      event.preventDefault();
      if (list.hidden) open(true);
      // Past either end is the field itself.
      activate(active === -1 && step < 0 ? count - 1 : active + step < count ? active + step : -1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    }
  });
  // The field keeps the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  open(false);
  if (document.activeElement === field && field.value !== field.defaultValue) typed();
}

document.querySelectorAll("[data-suggestions]").forEach(setUp);
