// The side panel "What a good page still lacks": sends the form whenever it has changed, and shows what comes back.
(() => {
  class ChecklistController extends window.QiaoFormPanel {
    name = "qiao-checklist";
    pause = 1500;

    get asked() {
      const body = new FormData(this.form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      return { body: new URLSearchParams(body).toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" } };
    }

    // A form that can't be read yet has its own sentence.
    canShow(response) {
      return response.ok || response.status === 422;
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
        this.toggle?.click();
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
