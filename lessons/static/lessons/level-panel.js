// The side panel "Chinese level": sends the text of all boxes whenever it has changed, and shows what comes back.
(() => {
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

  class LevelController extends window.QiaoFormPanel {
    static values = { taught: Array, chooser: String };

    name = "qiao-level";
    pause = 700;

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

    get asked() {
      const body = JSON.stringify({ texts: this.texts, terms: this.terms, taught: this.taughtValue });
      return { body, headers: { "Content-Type": "application/json" } };
    }
  }

  window.wagtail.app.register("qiao-level", LevelController);
})();
