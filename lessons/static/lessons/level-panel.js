// The side panel "Chinese level": sends the text of all boxes whenever it has changed, and shows what comes back.
(() => {
  const PAUSE = 700;

  const value = (element, name) => JSON.parse(element.dataset[name]);

  // Wagtail keeps a deleted block in the form and marks it.
  const isDeleted = (element) => {
    for (
      let block = element.closest("[data-streamfield-child]");
      block;
      block = block.parentElement.closest("[data-streamfield-child]")
    ) {
      if (block.querySelector(":scope > input[name$='-deleted']")?.value) return true;
    }
    return false;
  };

  class LevelController extends window.StimulusModule.Controller {
    static targets = ["content", "error"];
    static values = { url: String, taught: Array, chooser: String };

    connect() {
      this.changed = this.changed.bind(this);
      this.form = document.querySelector("[data-edit-form]");
      for (const name of ["input", "change"]) this.form.addEventListener(name, this.changed);
      // Said for every change, also for a block that was moved, added or taken out.
      document.addEventListener("w-unsaved:add", this.changed);
      this.changed();
    }

    disconnect() {
      for (const name of ["input", "change"]) this.form.removeEventListener(name, this.changed);
      document.removeEventListener("w-unsaved:add", this.changed);
      clearTimeout(this.timer);
      this.request?.abort();
    }

    changed() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), PAUSE);
    }

    get texts() {
      return [...this.form.querySelectorAll("[data-controller~='qiao-sentences']")]
        .filter((box) => !isDeleted(box))
        .map((box) => {
          const { dialogue, single } = value(box, "qiaoSentencesOptionsValue");
          return { text: box.querySelector("[data-qiao-sentences-target='text']").value, dialogue, single };
        })
        .filter(({ text }) => text.trim());
    }

    get terms() {
      return [...this.form.querySelectorAll(`[data-chooser-url="${CSS.escape(this.chooserValue)}"]`)]
        .filter((chooser) => !isDeleted(chooser))
        .map((chooser) => document.getElementById(chooser.id.replace(/-chooser$/, ""))?.value)
        .filter(Boolean);
    }

    async load() {
      const body = JSON.stringify({ texts: this.texts, terms: this.terms, taught: this.taughtValue });
      if (body === this.sent) return;
      this.sent = body;
      this.request?.abort();
      this.request = new AbortController();
      try {
        const response = await fetch(this.urlValue, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN,
          },
          body,
          signal: this.request.signal,
        });
        if (!response.ok || response.redirected) throw new Error(response.statusText);
        this.contentTarget.innerHTML = await response.text();
        this.errorTarget.hidden = true;
        this.count(this.contentTarget.querySelector("[data-count]").dataset.count);
      } catch (error) {
        if (error.name === "AbortError") return;
        this.sent = null;
        this.errorTarget.hidden = false;
      }
    }

    count(words) {
      const counter = document.querySelector(
        "[data-side-panel-toggle='qiao-level'] [data-side-panel-toggle-counter]",
      );
      if (!counter) return;
      counter.textContent = words;
      counter.hidden = words === "0";
    }
  }

  window.wagtail.app.register("qiao-level", LevelController);
})();
