import { Connection } from "./connection.js";
import { newId, Store } from "./store.js";
import { draw, Messages, press } from "./view.js";

const MOST = 2000; // characters in one message
const WARN = 1800;
const LINES = 5;
const ESC_WITHIN = 5000;
const WRITING = 6000; // “NAME is writing” stays so long, unless it is said again
const CODE = /^[BCDFGHJKMNPQRSTVWXZ]{4}(-[BCDFGHJKMNPQRSTVWXZ]{4}){3}$/; // a link code (bot/people/link_code.py)
const STATES = {
  lost: "The connection is lost. I will try again.",
  waking: "I am still waking up. You can write now; I will answer as soon as I am awake.",
  down: "I cannot give full answers right now. You can still write; I will answer as soon as I can.",
};

/** <care-leaver-chat server="https://bot.example" council="Name" exit="https://...">; no attribute is needed. */
class CareLeaverChat extends HTMLElement {
  #engine = "ready";
  #lost = false;
  #note = "";
  #escapes = [];
  #fading = 0;
  #code = ""; // a link code that came with the address
  #stop = new AbortController();

  connectedCallback() {
    if (!this.shadowRoot) draw(this.attachShadow({ mode: "open" }));
    this.#stop = new AbortController();
    const council = this.getAttribute("council") ?? SERVED.council;
    this.#part(".council").textContent = council ? ` in ${council}` : "";
    const here = new URL(this.getAttribute("server") ?? import.meta.url, document.baseURI);
    this.server = new URL(here.pathname.endsWith("/embed.js") ? "." : `${here.href.replace(/\/$/, "")}/`, here).href;
    this.store = new Store(this.server);
    this.#hear();
    this.#begin();
    this.#takeCode();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.connection.close();
  }

  #part(selector) {
    return this.shadowRoot.querySelector(selector);
  }

  #begin() {
    const log = this.#part(".log");
    log.replaceChildren();
    log.setAttribute("aria-busy", String(Boolean(this.store.token)));
    this.messages = new Messages(log, this.server);
    this.#part(".more").hidden = true;
    this.store.queue.filter((item) => !item.command).forEach((item) => this.messages.add(item));
    this.#lost = false;
    this.#note = "";
    this.#typing(false);
    this.#writing("");
    this.#showState();
    this.connection = new Connection(this.server, this.store, {
      message: (shown) => this.#message(shown),
      typing: (on) => this.#typing(on),
      writing: (words) => this.#writing(words),
      engine: (state) => this.#state(state),
      lost: (lost) => { this.#lost = lost; this.#showState(); },
      sent: (item) => this.messages.sent(item.id),
      refused: (item, words) => this.#refused(item, words),
      wait: (words) => this.#say(words),
    });
  }

  #hear() {
    const on = (target, name, take) => target.addEventListener(name, take, { signal: this.#stop.signal });
    const words = this.#part("textarea");
    on(this.#part("form"), "submit", (event) => { event.preventDefault(); this.#submit(); });
    on(words, "input", () => this.#written());
    on(words, "keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    on(this.shadowRoot, "click", (event) => this.#pressed(event.target.closest("button")));
    on(this.#part(".scroll"), "scroll", () => this.#offerMore());
    on(document, "keydown", (event) => this.#escape(event));
    on(window, "online", () => this.connection.wake(true));
    on(document, "visibilitychange", () => this.connection.wake(!document.hidden));
    on(window, "pageshow", (event) => { if (event.persisted && this.hidden) location.reload(); });
  }

  #pressed(button) {
    if (!button || button.getAttribute("aria-disabled")) return;
    const { command, button: id } = button.dataset;
    if (button.matches(".exit")) this.exit();
    else if (button.matches(".idea")) this.#send({ text: button.textContent });
    else if (button.matches(".forget")) this.#ask(true, ".no");
    else if (button.matches(".more")) this.#toEnd();
    else if (button.matches(".no")) this.#ask(false, ".forget");
    else if (button.matches(".yes")) this.forget();
    else if (button.matches(".link, .later")) this.#linked(button.matches(".link"));
    else if (command) this.#send({ command });
    else if (id) {
      press(button);
      this.store.used.push(id);
      this.#send({ button: id, label: button.textContent });
    }
  }

  /** Opens or closes the question whether to delete; no dialog, so that the way out stays in reach. */
  #ask(open, focus) {
    this.#part(".sure").hidden = !open;
    this.#part(focus).focus();
  }

  /** Takes a link code out of the address, so that nobody finds it there, and asks before it is used: programs that
   * look at links before a person does would use it up. */
  #takeCode() {
    const here = new URL(location.href);
    const code = (here.searchParams.get("code") ?? "").toUpperCase();
    if (!CODE.test(code)) return;
    here.searchParams.delete("code");
    history.replaceState(history.state, "", here);
    this.#code = code;
    this.#part(".linking").hidden = false;
    this.#part(".link").focus();
  }

  #linked(wanted) {
    this.#part(".linking").hidden = true;
    if (wanted) this.#send({ text: `code ${this.#code}`, label: "(link code)" });
    this.#code = "";
    this.#part("textarea").focus();
  }

  #submit() {
    const words = this.#part("textarea");
    const text = words.value.trim();
    const over = [...text].length - MOST;
    if (over > 0) return this.#say(`This message is too long by ${over} characters. Please send it in two parts.`);
    if (!text) return this.#say("Write a few words first.");
    words.value = "";
    this.#written();
    this.#send({ text });
  }

  #send(content) {
    const item = { id: newId(), ...content };
    this.#say("");
    if (!item.command) this.messages.add(item);
    this.connection.send(item);
    this.#follow(true);
  }

  #refused(item, words) {
    this.messages.remove(item.id);
    const field = this.#part("textarea");
    if (item.text && !field.value) field.value = item.text;
    this.#written();
    this.#say(words);
  }

  #message(shown) {
    if (shown.sender === "adviser") this.#writing("");
    const near = this.#nearEnd();
    this.messages.show(shown, this.store.used);
    this.#follow(near);
    this.#offerMore();
  }

  /** What scrolls: the list of messages, or all of the chat where there is little room. */
  #scroller() {
    const list = this.#part(".scroll");
    return getComputedStyle(list).overflowY === "auto" ? list : this;
  }

  #nearEnd() {
    const box = this.#scroller();
    return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  }

  /** Shows the newest, but never scrolls one's own last message out: a long answer is read from its start. */
  #follow(wanted) {
    if (!wanted) return;
    const own = [...this.shadowRoot.querySelectorAll(".person")].pop();
    const box = this.#scroller();
    const top = box === this ? this.#part(".exit").offsetHeight + 12 : 12;
    const down = own ? own.getBoundingClientRect().top - box.getBoundingClientRect().top - top : box.scrollHeight;
    box.scrollTop += down;
  }

  /** Says so when there is something to read below. */
  #offerMore() {
    const box = this.#scroller();
    this.#part(".more").hidden = box === this || box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  }

  #toEnd() {
    const box = this.#scroller();
    box.scrollTop = box.scrollHeight;
    box.focus();
  }

  #typing(on) {
    const near = this.#nearEnd();
    this.#part(".typing").hidden = !on;
    this.#follow(on && near);
  }

  /** That an adviser is writing, for some seconds; “” ends it. */
  #writing(words) {
    clearTimeout(this.#fading);
    const line = this.#part(".writing");
    if (!line) return; // the page is being left
    line.replaceChildren(this.#part(".dots").cloneNode(true), words);
    line.hidden = !words;
    if (words) this.#fading = setTimeout(() => this.#writing(""), WRITING);
  }

  #state(state) {
    this.#part(".log").setAttribute("aria-busy", "false"); // what comes from now on is news, and is read out
    this.#engine = state;
    this.#showState();
  }

  #say(words) {
    this.#note = words;
    this.#showState();
  }

  #showState() {
    const words = this.#note || (this.#lost ? STATES.lost : STATES[this.#engine] ?? "");
    const line = this.#part(".state");
    if (line.textContent !== words) line.textContent = words;
  }

  #written() {
    const words = this.#part("textarea");
    const left = MOST - [...words.value].length;
    const count = left < 0 ? `${-left} characters too many` : `${left} characters left`;
    this.#part(".count").textContent = left > MOST - WARN ? "" : count;
    this.#part(".count").classList.toggle("over", left < 0);
    if (this.#note && words.value) this.#say("");
    words.style.height = "auto";
    const { lineHeight, paddingTop } = getComputedStyle(words);
    const most = LINES * parseFloat(lineHeight) + 2 * parseFloat(paddingTop);
    words.style.height = `${Math.min(words.scrollHeight, most) + 4}px`;
  }

  #escape(event) {
    if (event.key !== "Escape") return void (this.#escapes = []);
    this.#escapes = [...this.#escapes.filter((then) => event.timeStamp - then < ESC_WITHIN), event.timeStamp];
    if (this.#escapes.length >= 3) this.exit();
  }

  /** Deletes the chat from this device and starts anew. */
  forget() {
    this.connection.close();
    this.store.clear();
    this.#part("textarea").value = "";
    this.#written();
    this.#begin();
    this.#say("This chat is deleted from this device.");
    this.#ask(false, "textarea");
  }

  /** Clears everything, empties the screen at once, and puts another page in place of this one. */
  exit() {
    this.connection.close();
    this.store.clear();
    this.shadowRoot.replaceChildren();
    this.hidden = true;
    document.title = "";
    document.documentElement.style.display = "none";
    location.replace(this.getAttribute("exit") ?? SERVED.exit);
  }
}

if (!customElements.get("care-leaver-chat")) customElements.define("care-leaver-chat", CareLeaverChat);
