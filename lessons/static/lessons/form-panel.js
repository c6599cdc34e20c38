// What a side panel does that follows the form: it asks again whenever the form has changed, and shows what comes back.
// Needs a value "url" and targets "content" and "error"; what comes back says a number for the panel's button in
// data-count. A panel says `name`, `pause` in milliseconds and `asked`: {body, headers} of what is sent.
window.QiaoFormPanel = class extends window.StimulusModule.Controller {
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
    this.timer = setTimeout(() => this.load(), this.pause);
  }

  canShow(response) {
    return response.ok;
  }

  async load() {
    const { body, headers } = this.asked;
    if (body === this.sent) return;
    this.sent = body;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const response = await fetch(this.urlValue, {
        method: "POST",
        headers: { ...headers, "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN },
        body,
        signal: this.request.signal,
      });
      if (response.redirected || !this.canShow(response)) throw new Error(response.statusText);
      this.contentTarget.innerHTML = await response.text();
      this.errorTarget.hidden = true;
      this.count(this.contentTarget.querySelector("[data-count]")?.dataset.count ?? "0");
    } catch (error) {
      if (error.name === "AbortError") return;
      this.sent = null;
      this.errorTarget.hidden = false;
    }
  }

  get toggle() {
    return document.querySelector(`[data-side-panel-toggle='${this.name}']`);
  }

  count(number) {
    const counter = this.toggle?.querySelector("[data-side-panel-toggle-counter]");
    if (!counter) return;
    counter.textContent = number;
    counter.hidden = number === "0";
  }
};
