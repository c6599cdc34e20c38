// The editor of sentences in the admin: under the text box it shows what the server makes of the text, and lets an
// author correct the pinyin. The box and the hidden field beside it are all that is saved.
(() => {
  const PAUSE = 400;
  const NAMESPACE = "qiao-sentences";
  // Wagtail's autosize measures each box by itself: half a second for a long lesson on a slow machine.
  const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  };

  class SentencesController extends window.StimulusModule.Controller {
    static targets = ["text", "state", "summary", "list"];
    static values = { url: String, options: Object, strings: Object, recorder: Object };

    connect() {
      this.open = null;
      this.isLate = false;
      if (this.recorderValue.url) {
        this.sounds = new window.qiaoRecorder.SentenceSounds(this.recorderValue, (...change) => this.hear(...change));
      }
      if (!GROWS_BY_ITSELF && this.textTarget.localName === "textarea") this.textTarget.dataset.controller = "w-autosize";
      if (this.textTarget.value.trim()) whenSeen.observe(this.element);
    }

    disconnect() {
      whenSeen.unobserve(this.element);
      clearTimeout(this.timer);
      this.request?.abort();
      this.sounds?.stop();
    }

    typed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), PAUSE);
    }

    get state() {
      try {
        return JSON.parse(this.stateTarget.value);
      } catch {
        return [];
      }
    }

    set state(value) {
      this.stateTarget.value = JSON.stringify(value);
    }

    async load() {
      whenSeen.unobserve(this.element);
      clearTimeout(this.timer);
      this.request?.abort();
      this.request = new AbortController();
      this.isLate = false;
      try {
        const response = await fetch(this.urlValue, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN },
          body: JSON.stringify({
            text: this.textTarget.value,
            sentences: this.state,
            options: this.optionsValue,
          }),
          signal: this.request.signal,
        });
        if (!response.ok || response.redirected) throw new Error(response.statusText);
        this.show(await response.json());
      } catch (error) {
        if (error.name !== "AbortError") this.say(this.stringsValue.failed, true);
      }
    }

    show({ sentences, state, sounds, summary, errors }) {
      const focused = this.listTarget.contains(document.activeElement) ? document.activeElement : null;
      // Nobody's typing is drawn over: what has become of the text is asked for again when the syllable is left.
      this.isLate = Boolean(focused?.matches(".qiao-sentences__syllable") && focused.value !== focused.defaultValue);
      if (this.isLate) return;
      if (state && this.sounds) state = this.sounds.follow(this.state, state, sounds);
      // Written anew only where it says something else: Wagtail saves a draft of whatever changes.
      if (state && JSON.stringify(state) !== JSON.stringify(this.state)) this.state = state;
      this.kept = this.state;
      this.say([...errors, summary].filter(Boolean).join(" "), errors.length > 0);
      const { selectionStart, selectionEnd } = focused ?? {};
      this.listTarget.replaceChildren(...sentences.map((sentence, index) => this.item(sentence, index)));
      this.listTarget.hidden = sentences.length === 0;
      if (!focused) return;
      // The recorder stays the same element; everything else is made anew.
      const place = CSS.escape(focused.dataset.place ?? "");
      const again = focused.isConnected ? focused : this.listTarget.querySelector(`[data-place="${place}"]`);
      again?.focus();
      if (again?.matches(".qiao-sentences__syllable")) again.setSelectionRange(selectionStart, selectionEnd);
    }

    say(text, isError = false) {
      this.summaryTarget.textContent = text;
      this.summaryTarget.classList.toggle("qiao-sentences__summary--error", isError);
    }

    item(sentence, index) {
      const isOpen = this.open === sentence.id;
      const editable = sentence.pinyin.length > 0 || Boolean(this.sounds);
      const editor = element("div", { class: "qiao-sentences__editor", hidden: !isOpen });
      const text = element("span", { class: "qiao-sentences__text", lang: "zh-Hans" }, ...this.ruby(sentence));
      const head = editable
        ? element(
            "button",
            {
              type: "button",
              class: "qiao-sentences__sentence",
              "aria-expanded": String(isOpen),
              "data-place": `${sentence.id}:sentence`,
              title: this.stringsValue.edit,
            },
            text,
          )
        : element("div", { class: "qiao-sentences__sentence" }, text);
      if (editable) {
        head.addEventListener("click", () => {
          const opens = editor.hidden;
          this.sounds?.stop();
          this.open = opens ? sentence.id : null;
          this.listTarget.querySelectorAll(".qiao-sentences__editor").forEach((each) => (each.hidden = true));
          this.listTarget
            .querySelectorAll("[aria-expanded]")
            .forEach((each) => each.setAttribute("aria-expanded", "false"));
          editor.hidden = !opens;
          head.setAttribute("aria-expanded", String(opens));
          if (opens) this.fill(editor, sentence, index);
        });
        if (isOpen) this.fill(editor, sentence, index);
      }
      const item = element("li", {
        class: `qiao-sentences__item${sentence.starts_paragraph ? " qiao-sentences__item--paragraph" : ""}`,
      });
      if (sentence.speaker) {
        item.append(element("strong", { class: "qiao-sentences__speaker", lang: "zh-Hans" }, sentence.speaker));
      }
      item.append(head);
      if (this.sounds) {
        head.append(...this.sounds.mark(this.kept[index]));
        item.append(...this.sounds.loss(this.kept[index]));
      }
      if (sentence.translation) {
        item.append(element("p", { class: "qiao-sentences__translation", dir: "auto" }, sentence.translation));
      }
      if (sentence.note) item.append(element("p", { class: "qiao-sentences__note" }, sentence.note));
      for (const error of sentence.errors) {
        item.append(element("p", { class: "qiao-sentences__error" }, error));
      }
      item.append(editor);
      return item;
    }

    ruby(sentence) {
      return sentence.parts.map(([text, place]) => {
        if (place === null) return text;
        const { pinyin, certain } = sentence.pinyin[place];
        const reading = element("rt", { lang: "zh-Latn-pinyin" }, pinyin || "?");
        const ruby = element("ruby", {}, text, reading);
        if (!certain) {
          ruby.className = "qiao-sentences__unsure";
          reading.append(element("span", { class: "qiao-sentences__mark", "aria-hidden": "true" }, pinyin ? "?" : ""));
          reading.append(element("span", { class: "w-sr-only" }, ` (${this.stringsValue.check})`));
        }
        return ruby;
      });
    }

    fill(editor, sentence, index) {
      const inputs = sentence.pinyin.map(({ hanzi, pinyin, source, certain }, place) => {
        const input = element("input", {
          type: "text",
          class: "qiao-sentences__syllable",
          value: pinyin,
          lang: "zh-Latn-pinyin",
          size: Math.max(pinyin.length, 4),
          autocomplete: "off",
          autocapitalize: "none",
          spellcheck: "false",
          "aria-label": this.stringsValue.pinyinOf.replace("{hanzi}", hanzi),
          "aria-invalid": source === "hand" && !certain ? "true" : null,
          "data-place": `${sentence.id}:${place}`,
        });
        const enter = () => {
          input.defaultValue = input.value;
          this.correct(index, place, input.value, sentence);
        };
        input.addEventListener("change", enter);
        input.addEventListener("blur", () => {
          if (this.isLate) this.load();
        });
        // Enter would send the whole page.
        input.addEventListener("keydown", (event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          enter();
        });
        const classes = ["qiao-sentences__cell"];
        if (!certain) classes.push("qiao-sentences__cell--unsure");
        if (source === "hand") classes.push("qiao-sentences__cell--hand");
        return element(
          "span",
          { class: classes.join(" ") },
          element("span", { class: "qiao-sentences__hanzi", lang: "zh-Hans", "aria-hidden": "true" }, hanzi),
          input,
        );
      });
      const buttons = element("div", { class: "qiao-sentences__buttons" });
      if (sentence.pinyin.some(({ certain, source, pinyin }) => !certain && source !== "hand" && pinyin)) {
        buttons.append(
          this.button(this.stringsValue.confirm, `${sentence.id}:confirm`, () =>
            this.change(index, (given) =>
              sentence.pinyin.map(({ certain, pinyin }, place) => given[place] ?? (certain ? null : pinyin || null)),
            ),
          ),
        );
      }
      if (sentence.pinyin.some(({ source }) => source === "hand")) {
        buttons.append(this.button(this.stringsValue.reset, `${sentence.id}:reset`, () => this.change(index, () => null)));
      }
      editor.replaceChildren(element("div", { class: "qiao-sentences__syllables" }, ...inputs), buttons);
      if (this.sounds) editor.prepend(this.sounds.panel(this.kept[index]));
    }

    button(text, place, action) {
      const button = element(
        "button",
        { type: "button", class: "button button-small button-secondary", "data-place": place },
        text,
      );
      button.addEventListener("click", action);
      return button;
    }

    correct(index, place, value, sentence) {
      this.change(index, (given) => {
        const changed = sentence.pinyin.map((_, each) => given[each] ?? null);
        changed[place] = value.trim() || null;
        return changed;
      });
    }

    change(index, corrected) {
      const state = this.state;
      if (!state[index]) return;
      const corrections = corrected(state[index].corrections ?? []);
      if (corrections?.some(Boolean)) state[index].corrections = corrections;
      else delete state[index].corrections;
      this.keep(state);
    }

    /** A sentence has a new recording, or none any more. One whose text was changed meanwhile is left alone. */
    hear(id, zh, audio) {
      const state = this.state;
      const entry = state.find((each) => each.id === id && each.zh === zh);
      if (!entry) return;
      if (audio) entry.audio = audio;
      else delete entry.audio;
      this.keep(state);
    }

    keep(state) {
      this.state = state;
      // Wagtail saves a draft when it hears of a change.
      this.stateTarget.dispatchEvent(new Event("change", { bubbles: true }));
      this.load();
    }
  }

  // A long lesson has many boxes: what a box becomes is asked for when it comes near, not for all of them at the start.
  const whenSeen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        whenSeen.unobserve(target);
        window.wagtail.app.getControllerForElementAndIdentifier(target, NAMESPACE)?.load();
      }
    },
    { rootMargin: "50% 0px" },
  );

  window.wagtail.app.register(NAMESPACE, SentencesController);

  // What a StreamField asks of a widget that it makes in the browser.
  class BoundSentences {
    constructor(root, name) {
      this.text = root.querySelector(`[name="${CSS.escape(name)}"]`);
      this.hidden = root.querySelector(`[name="${CSS.escape(name)}-sentences"]`);
      this.idForLabel = this.text.id;
    }

    getValue() {
      return this.text.value;
    }

    getState() {
      let sentences = [];
      try {
        sentences = JSON.parse(this.hidden.value);
      } catch {
        // A spoiled hidden field: the text is enough.
      }
      return { text: this.text.value, sentences };
    }

    setState(state) {
      this.text.value = state?.text ?? "";
      this.hidden.value = JSON.stringify(state?.sentences ?? []);
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    }

    setInvalid(isInvalid) {
      if (isInvalid) this.text.setAttribute("aria-invalid", "true");
      else this.text.removeAttribute("aria-invalid");
    }

    getValueForLabel() {
      return this.text.value;
    }

    getTextLabel({ maxLength } = {}) {
      const text = this.text.value.trim().replace(/\s+/g, " ");
      return maxLength && text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
    }

    setCapabilityOptions() {}

    focus() {
      this.text.focus();
    }
  }

  class SentencesWidget {
    constructor(html) {
      this.html = html;
    }

    render(placeholder, name, id, initialState, parentCapabilities, options = {}) {
      const box = document.createElement("div");
      box.innerHTML = this.html.replaceAll("__NAME__", name).replaceAll("__ID__", id).trim();
      const root = box.firstElementChild;
      const bound = new BoundSentences(root, name);
      for (const [key, value] of Object.entries(options?.attributes ?? {})) bound.text.setAttribute(key, value);
      bound.setState(initialState);
      placeholder.replaceWith(root);
      return bound;
    }

    getByName(name, container) {
      return new BoundSentences(container, name);
    }
  }

  window.telepath.register("qiao.bilingual.SentencesWidget", SentencesWidget);
})();
