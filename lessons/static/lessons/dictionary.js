// Beside the hanzi of a term: what CC-CEDICT says of the word, and a button that takes it over into the empty fields.
(() => {
  const PAUSE = 400;

  function start(input) {
    const form = input.closest("form");
    const labels = JSON.parse(input.dataset.qiaoDictionaryLabels);
    const box = document.createElement("div");
    box.className = "qiao-dictionary";
    // Said when it changes, without taking the focus away.
    box.setAttribute("aria-live", "polite");
    input.after(box);
    let timer = null;
    let request = null;

    const field = (name) => form.querySelector(`[name="${name}"]`);

    function take({ pinyin, meaning }) {
      for (const [name, text] of [["pinyin", pinyin], ["english", meaning]]) {
        const target = field(name);
        if (!target || !text) continue;
        target.value = text;
        for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      box.replaceChildren(document.createTextNode(labels.taken));
    }

    function show(suggestions) {
      const items = suggestions.map((suggestion) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-small button-secondary";
        button.textContent = labels.use;
        button.setAttribute("aria-label", `${labels.use}: ${suggestion.said}`);
        button.addEventListener("click", () => {
          take(suggestion);
          input.focus();
        });
        item.append(`${suggestion.said} `, button);
        return item;
      });
      if (!items.length) {
        box.replaceChildren();
        return;
      }
      const head = document.createElement("p");
      const source = document.createElement("a");
      source.href = "https://www.mdbg.net/chinese/dictionary?page=cc-cedict";
      source.textContent = "CC-CEDICT";
      const licence = document.createElement("a");
      licence.href = "https://creativecommons.org/licenses/by-sa/4.0/";
      licence.rel = "license";
      licence.textContent = "CC BY-SA 4.0";
      head.append(`${labels.from} `, source, " (", licence, "):");
      const list = document.createElement("ul");
      list.append(...items);
      box.replaceChildren(head, list);
    }

    async function ask() {
      request?.abort();
      request = new AbortController();
      const hanzi = input.value.trim();
      if (!hanzi) {
        show([]);
        return;
      }
      try {
        const url = `${input.dataset.qiaoDictionary}?${new URLSearchParams({ hanzi })}`;
        const answer = await fetch(url, { signal: request.signal, headers: { Accept: "application/json" } });
        if (answer.ok) show((await answer.json()).suggestions);
      } catch {
        // Another word was typed meanwhile, or the server is away: the fields can be filled by hand.
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    if (input.value) ask();
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const input of document.querySelectorAll("[data-qiao-dictionary]")) start(input);
  });
})();
