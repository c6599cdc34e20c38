// Records speech in the admin, or takes a file, and sends it to the library at once.
(() => {
  const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  // Twice what is kept, so that coding it anew costs nothing that is heard.
  const BITS = 64_000;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /** Why nothing can be recorded here, as the name of a text; "" where it can. */
  const obstacle = () => {
    if (!window.isSecureContext) return "insecure";
    return navigator.mediaDevices?.getUserMedia && window.MediaRecorder ? "" : "noSupport";
  };

  /**
   * The buttons beside one text. `text()` is what is spoken, `sources` what is heard now, as [{src, type}] or null, and
   * `changed(media)` is told of a new recording ({id, title, sources}) or, with null, that there is none any more.
   */
  class Recorder {
    constructor(options, { text, sources = null, changed }) {
      Object.assign(this, { ...options, text, sources, changed });
      this.element = element("div", { class: "qiao-recorder", role: "group" });
      this.status = element("p", { class: "qiao-recorder__status", role: "status" });
      this.draw();
    }

    draw() {
      this.element.setAttribute("aria-label", this.strings.group.replace("{text}", this.text()));
      const focused = this.element.contains(document.activeElement) && !this.status.contains(document.activeElement);
      const shown = [];
      if (this.recorder) {
        shown.push(this.button("stop", () => this.stop()));
      } else if (!this.isBusy) {
        if (this.sources) shown.push(this.player());
        shown.push(this.button(this.sources ? "again" : "record", () => this.record()), this.chooser());
        if (this.sources) shown.push(this.button("remove", () => this.set(null)));
      }
      this.element.replaceChildren(...shown, this.status);
      if (focused) this.element.querySelector("button")?.focus();
    }

    button(name, action) {
      const button = element("button", { type: "button", class: "button button-small button-secondary" });
      button.textContent = this.strings[name];
      button.addEventListener("click", action);
      return button;
    }

    player() {
      const player = element("audio", { controls: "", preload: "none" });
      player.append(...this.sources.map(({ src, type }) => element("source", { src, type })));
      return player;
    }

    chooser() {
      const input = element("input", { type: "file", accept: "audio/*", hidden: "" });
      input.addEventListener("change", () => {
        const [file] = input.files;
        if (file) this.send(file);
      });
      const button = this.button("choose", () => input.click());
      return element("span", {}, button, input);
    }

    say(text, isError = false) {
      this.status.textContent = text;
      this.status.classList.toggle("qiao-recorder__status--error", isError);
    }

    async record() {
      const why = obstacle();
      if (why) {
        this.say(this.strings[why], true);
        return;
      }
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      } catch (error) {
        this.say(this.strings[error.name === "NotAllowedError" ? "refused" : "noMicrophone"], true);
        return;
      }
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      const parts = [];
      this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS });
      this.recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
      this.recorder.addEventListener("stop", () => {
        clearInterval(this.clock);
        stream.getTracks().forEach((track) => track.stop());
        this.recorder = null;
        this.send(new Blob(parts, { type: mimeType }));
      });
      this.recorder.start();
      this.count(performance.now());
      this.draw();
    }

    count(began) {
      const tick = () => {
        const seconds = Math.floor((performance.now() - began) / 1000);
        this.say(this.strings.recording.replace("{seconds}", seconds));
        if (seconds >= this.longest - 1) this.stop();
      };
      tick();
      this.clock = setInterval(tick, 1000);
    }

    /** End a recording, which is then sent; without one nothing happens. */
    stop() {
      if (this.recorder?.state === "recording") this.recorder.stop();
    }

    async send(blob) {
      if (blob.size > this.largest) {
        this.draw();
        this.say(this.strings.tooLarge, true);
        return;
      }
      this.isBusy = true;
      this.draw();
      this.say(this.strings.saving);
      const title = this.text();
      let media = null;
      let error = this.strings.failed;
      try {
        const response = await fetch(`${this.url}?${new URLSearchParams({ title })}`, {
          method: "POST",
          headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN },
          body: blob,
        });
        const answer = await response.json();
        if (response.ok) media = answer;
        else error = answer.error ?? error;
      } catch {
        // No connection, or an answer that is a page: what is said already tells.
      }
      this.isBusy = false;
      if (media) this.set(media);
      else this.draw();
      this.say(media ? this.strings.saved : error, !media);
    }

    set(media) {
      this.sources = media?.sources ?? null;
      this.draw();
      this.say("");
      this.changed(media);
    }
  }

  /** The recordings of the sentences in one text box. `put(id, audio, text)` changes what the box keeps of a sentence. */
  class SentenceSounds {
    constructor(options, put) {
      Object.assign(this, { options, put, sources: {}, recorders: new Map(), kept: new Map(), lost: new Set() });
    }

    /**
     * What the box keeps from now on. A sentence that was changed has lost its recording, and says so; where the old
     * text comes back, so does its recording.
     */
    follow(before, after, sources) {
      Object.assign(this.sources, sources);
      const had = new Set();
      for (const { id, zh, audio } of before) {
        if (!audio) continue;
        had.add(id);
        this.kept.set(zh, audio);
      }
      const used = new Set(after.map(({ audio }) => audio));
      for (const entry of after) {
        const kept = this.kept.get(entry.zh);
        if (!entry.audio && kept && !used.has(kept)) entry.audio = kept;
        if (entry.audio) this.lost.delete(entry.id);
        else if (had.has(entry.id)) this.lost.add(entry.id);
      }
      return after;
    }

    /** A mark in the list for a sentence that can be heard. */
    mark({ audio }) {
      if (!this.sources[audio]) return [];
      const mark = element("span", {});
      mark.innerHTML =
        '<svg class="icon icon-media qiao-recorder__mark" aria-hidden="true"><use href="#icon-media"></use></svg>';
      mark.append(element("span", { class: "w-sr-only" }, ` (${this.options.strings.recorded})`));
      return [mark];
    }

    /** What is to be said of a sentence that lost its recording. */
    loss({ id }) {
      return this.lost.has(id) ? [element("p", { class: "qiao-recorder__lost" }, this.options.strings.lost)] : [];
    }

    /** The recorder of a sentence, the same one as long as its text stays. */
    panel({ id, zh, audio }) {
      const sources = this.sources[audio] ?? null;
      let recorder = this.recorders.get(id);
      if (recorder?.zh !== zh) {
        recorder?.stop();
        recorder = new Recorder(this.options, { text: () => zh, sources, changed: (media) => this.change(id, zh, media) });
        recorder.zh = zh;
        this.recorders.set(id, recorder);
      } else if (String(recorder.sources?.[0].src) !== String(sources?.[0].src) && !recorder.isBusy && !recorder.recorder) {
        recorder.sources = sources;
        recorder.draw();
      }
      return recorder.element;
    }

    change(id, zh, media) {
      this.lost.delete(id);
      if (media) {
        this.sources[media.id] = media.sources;
        this.kept.set(zh, media.id);
      } else {
        this.kept.delete(zh);
      }
      this.put(id, zh, media?.id ?? null);
    }

    /** End what is being recorded. */
    stop() {
      this.recorders.forEach((recorder) => recorder.stop());
    }
  }

  window.qiaoRecorder = { Recorder, SentenceSounds };

  // Beside a chooser of Wagtail's, which shows what was recorded as if it had been chosen.
  class SpeechChooserController extends window.StimulusModule.Controller {
    static values = { options: Object, input: String, spoken: String };

    connect() {
      this.input = document.getElementById(this.inputValue);
      this.chooser = document.getElementById(`${this.inputValue}-chooser`);
      const text = () => this.input.form?.elements[this.spokenValue]?.value.trim() ?? "";
      this.recorder = new Recorder(this.optionsValue, { text, changed: (media) => this.choose(media) });
      this.element.append(this.recorder.element);
      // Another one was chosen: what was recorded before is no longer what is heard.
      this.observer = new MutationObserver(() => {
        if (this.input.value === this.own) return;
        this.recorder.sources = null;
        this.recorder.draw();
      });
      this.observer.observe(this.chooser, { subtree: true, childList: true, attributeFilter: ["class"] });
    }

    disconnect() {
      this.observer.disconnect();
      this.recorder.stop();
      this.recorder.element.remove();
    }

    choose(media) {
      this.input.value = this.own = String(media?.id ?? "");
      this.chooser.classList.toggle("blank", !media);
      this.chooser.querySelector("[data-chooser-title]").textContent = media?.title ?? "";
      const link = this.chooser.querySelector("[data-chooser-edit-link]");
      if (link && media) link.href = media.edit_url;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  window.wagtail.app.register("qiao-speech-chooser", SpeechChooserController);
})();
