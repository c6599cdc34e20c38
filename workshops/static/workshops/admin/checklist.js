// The side panel "What a good page still lacks": sends the form whenever it has changed, and shows what comes back.
(() => {
  const PAUSE = 1500;

  class ChecklistController extends window.StimulusModule.Controller {
    static targets = ["content", "error"];
    static values = { url: String };

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

    async load() {
      const body = new FormData(this.form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const sent = new URLSearchParams(body).toString();
      if (sent === this.sent) return;
      this.sent = sent;
      this.request?.abort();
      this.request = new AbortController();
      try {
        const response = await fetch(this.urlValue, {
          method: "POST",
          headers: { "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN },
          body: new URLSearchParams(body),
          signal: this.request.signal,
        });
        if (response.redirected || !(response.ok || response.status === 422)) throw new Error(response.statusText);
        this.contentTarget.innerHTML = await response.text();
        this.errorTarget.hidden = true;
        this.count(this.contentTarget.querySelector("[data-count]")?.dataset.count ?? "0");
      } catch (error) {
        if (error.name === "AbortError") return;
        this.sent = null;
        this.errorTarget.hidden = false;
      }
    }

    count(lacks) {
      const counter = document.querySelector(
        "[data-side-panel-toggle='qiao-checklist'] [data-side-panel-toggle-counter]",
      );
      if (!counter) return;
      counter.textContent = lacks;
      counter.hidden = lacks === "0";
    }

    // Opens what the field is folded into, and puts the cursor there.
    lead({ currentTarget }) {
      const field = this.form.querySelector(`[data-contentpath="${CSS.escape(currentTarget.dataset.field)}"]`);
      if (!field) return;
      const tab = field.closest("[role='tabpanel']");
      if (tab?.hidden) document.getElementById(tab.getAttribute("aria-labelledby"))?.click();
      for (let panel = field.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
        panel.querySelector(":scope > .w-panel__header > [data-panel-toggle][aria-expanded='false']")?.click();
      }
      // On a narrow screen the panel covers the form.
      if (window.matchMedia("(max-width: 50rem)").matches) {
        document.querySelector("[data-side-panel-toggle='qiao-checklist']")?.click();
      }
      field.scrollIntoView({ block: "center" });
      const first = [...field.querySelectorAll("input, select, textarea, button")].find(
        (each) => each.type !== "hidden" && each.getClientRects().length && !each.disabled,
      );
      first?.focus({ preventScroll: true });
    }
  }

  window.wagtail.app.register("qiao-checklist", ChecklistController);
})();
