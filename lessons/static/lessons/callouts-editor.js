// The picture of a block of callouts in the admin, with a marker for each: placed by mouse, by touch and by keyboard.
// The numbers beside each callout are all that is saved; without this script they are typed.
(() => {
  const REFRESH = 250;
  const STEP = 1;
  const BIG_STEP = 5;
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const element = (name, attributes = {}) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const within = (number) => Math.min(100, Math.max(0, Math.round(number * 10) / 10));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** The picture above the callouts of one block; `block` is Wagtail's own object for it. */
  class Stage {
    constructor(block, { picture, strings, most }) {
      Object.assign(this, { block, pictureUrl: picture, strings, most, chosen: null, shown: null });
      this.root = element("div", { class: "qiao-callouts", hidden: "" });
      this.stage = element("div", { class: "qiao-callouts__stage", role: "group", "aria-label": strings.stage });
      this.picture = element("img", { class: "qiao-callouts__picture", alt: "", draggable: "false" });
      this.help = element("p", { class: "qiao-callouts__help" });
      this.help.textContent = strings.help;
      this.place = element("p", { class: "qiao-callouts__place", role: "status" });
      this.stage.append(this.picture);
      this.root.append(this.help, this.stage, this.place);
      this.stage.addEventListener("pointerdown", () => (this.moved = false), { capture: true });
      this.stage.addEventListener("click", (event) => this.clicked(event));
      // Without the right to change a picture only its thumbnail can be seen.
      this.picture.addEventListener("error", () => {
        if (this.thumbnail && this.picture.src !== this.thumbnail) this.picture.src = this.thumbnail;
      });
    }

    get list() {
      return this.block.childBlocks.callouts;
    }

    get callouts() {
      return this.list.children.map((child) => {
        const { x, y, label } = child.block.childBlocks;
        return { x: x.widget, y: y.widget, label: label.getTextLabel?.({ maxLength: 30 }) ?? "" };
      });
    }

    /** Put the stage before the list, and keep it up to date with what is chosen and typed. */
    install(before) {
      before.before(this.root);
      this.timer = setInterval(() => this.refresh(), REFRESH);
      this.refresh();
    }

    refresh() {
      if (!this.root.isConnected) {
        if (this.wasConnected) clearInterval(this.timer);
        return;
      }
      this.wasConnected = true;
      if (this.dragged) return;
      const image = this.block.childBlocks.image.childBlocks.image.getState();
      const callouts = this.callouts.map(({ x, y, label }) => [Number(x.getValue()), Number(y.getValue()), label]);
      const shown = JSON.stringify([image?.id ?? null, callouts, this.chosen]);
      if (shown === this.shown) return;
      this.shown = shown;
      this.root.hidden = !image?.id;
      if (!image?.id) return;
      if (this.picture.dataset.id !== String(image.id)) {
        this.picture.dataset.id = image.id;
        this.thumbnail = image.preview?.url ? new URL(image.preview.url, location.href).href : null;
        this.picture.src = this.pictureUrl.replace("/0/", `/${image.id}/`);
      }
      this.draw(callouts);
    }

    draw(callouts) {
      const markers = [...this.stage.querySelectorAll(".qiao-callouts__marker")];
      markers.slice(callouts.length).forEach((marker) => marker.remove());
      callouts.forEach(([x, y, label], index) => {
        const marker = markers[index] ?? this.marker(index);
        marker.style.insetInlineStart = `${within(x || 0)}%`;
        marker.style.insetBlockStart = `${within(y || 0)}%`;
        marker.setAttribute("aria-pressed", String(this.chosen === index));
        marker.setAttribute("aria-label", this.name(index, label));
      });
      if (this.chosen !== null && this.chosen >= callouts.length) this.chosen = null;
    }

    marker(index) {
      const marker = element("button", { type: "button", class: "qiao-callouts__marker" });
      marker.textContent = index + 1;
      marker.addEventListener("keydown", (event) => this.pressed(event, index));
      marker.addEventListener("click", (event) => {
        event.stopPropagation();
        if (this.moved) return;
        this.chosen = this.chosen === index ? null : index;
        this.refresh();
        this.say(index);
      });
      marker.addEventListener("pointerdown", (event) => this.grabbed(event, marker, index));
      this.stage.append(marker);
      return marker;
    }

    pressed(event, index) {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const step = event.shiftKey ? BIG_STEP : STEP;
      const { x, y } = this.callouts[index];
      this.put(index, Number(x.getValue()) + move[0] * step, Number(y.getValue()) + move[1] * step);
    }

    grabbed(event, marker, index) {
      if (event.button !== 0) return;
      const start = [event.clientX, event.clientY];
      const follow = (at) => {
        if (!this.moved && Math.hypot(at.clientX - start[0], at.clientY - start[1]) < 4) return;
        this.moved = this.dragged = true;
        const [x, y] = this.percent(at);
        marker.style.insetInlineStart = `${x}%`;
        marker.style.insetBlockStart = `${y}%`;
      };
      const drop = (at) => {
        marker.removeEventListener("pointermove", follow);
        marker.removeEventListener("pointerup", drop);
        marker.removeEventListener("pointercancel", drop);
        this.dragged = false;
        if (this.moved && at.type === "pointerup") this.put(index, ...this.percent(at));
        else this.shown = null;
      };
      marker.setPointerCapture(event.pointerId);
      marker.addEventListener("pointermove", follow);
      marker.addEventListener("pointerup", drop);
      marker.addEventListener("pointercancel", drop);
    }

    clicked(event) {
      // A click that ends a drag outside the marker is none.
      if (this.moved) return;
      const place = this.percent(event);
      if (this.chosen !== null) {
        const index = this.chosen;
        this.chosen = null;
        this.put(index, ...place);
      } else if (this.list.children.length < this.most) {
        this.add(place);
      }
    }

    add(place) {
      const index = this.list.children.length;
      this.list.insert(this.list.blockDef.initialChildState, index, { animate: true });
      this.put(index, ...place);
    }

    percent({ clientX, clientY }) {
      const box = this.picture.getBoundingClientRect();
      return [within(((clientX - box.left) / box.width) * 100), within(((clientY - box.top) / box.height) * 100)];
    }

    put(index, x, y) {
      const callout = this.callouts[index];
      for (const [widget, value] of [
        [callout.x, within(x)],
        [callout.y, within(y)],
      ]) {
        widget.setState(String(value));
        // Wagtail saves a draft when it hears of a change.
        document.getElementById(widget.idForLabel)?.dispatchEvent(new Event("change", { bubbles: true }));
      }
      this.refresh();
      this.say(index);
    }

    name(index, label) {
      return fill(label ? this.strings.marker : this.strings.unnamed, { number: index + 1, label });
    }

    say(index) {
      const { x, y, label } = this.callouts[index];
      this.place.textContent = `${this.name(index, label)} · ${fill(this.strings.place, { x: x.getValue(), y: y.getValue() })}`;
    }
  }

  class CalloutsBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError, ...rest) {
      const block = super.render(placeholder, prefix, initialState, initialError, ...rest);
      const [list] = document.getElementsByName(`${prefix}-callouts-count`);
      const field = list?.closest("[data-contentpath]");
      if (field) new Stage(block, this.meta.callouts).install(field);
      return block;
    }
  }

  window.telepath.register("lessons.blocks.CalloutsBlock", CalloutsBlockDefinition);
})();
