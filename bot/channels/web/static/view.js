const MARKUP = `
<div class="chat" lang="en-GB">
  <div class="top">
    <p class="name">Help after care</p>
    <a class="danger" href="tel:999">In danger? Call 999</a>
    <button type="button" class="exit" title="Or press the Esc key 3 times">Leave this page quickly</button>
  </div>
  <div class="scroll" tabindex="0" role="group" aria-label="Conversation">
    <div class="welcome">
      <h2>Hello</h2>
      <p>I can tell you what help you can get after care<span class="council"></span>: money, a place to live,
        work, health, your rights.</p>
      <p>I am a computer program, not a person. Use short, simple words if you like. You do not have to say
        your name.</p>
      <div class="buttons" role="group" aria-label="Ideas for a question">
        <button type="button" class="idea">What help can I get?</button>
        <button type="button" class="idea">I need money</button>
        <button type="button" class="idea">I need a place to live</button>
        <button type="button" class="idea">I want to talk to a person</button>
      </div>
    </div>
    <div class="log" role="log" aria-live="polite" aria-label="Messages" aria-busy="true"></div>
    <p class="typing" hidden><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> Writing an answer</p>
    <button type="button" class="more" tabindex="-1" hidden>More below <span aria-hidden="true">↓</span></button>
  </div>
  <p class="writing" hidden></p>
  <p class="state" role="status"></p>
  <div class="sure" role="group" aria-labelledby="sure" hidden>
    <h2 id="sure">Delete this chat from this device?</h2>
    <p>You will not see these messages here again. A new chat starts. This does not delete what an adviser was
      already told.</p>
    <div class="buttons">
      <button type="button" class="no">No, keep it</button>
      <button type="button" class="yes">Yes, delete it</button>
    </div>
  </div>
  <div class="sure linking" role="group" aria-labelledby="linking" hidden>
    <h2 id="linking">Link this chat with your adviser?</h2>
    <p>You came here with a link code from your council. Then I know who your adviser is. They do not see what you write
      here, unless you ask me to pass it on, or I think someone is in danger. Is this your own phone or computer?</p>
    <div class="buttons">
      <button type="button" class="later">No, not here</button>
      <button type="button" class="link">Yes, link it</button>
    </div>
  </div>
  <form novalidate>
    <label for="words">Write your message</label>
    <div class="row">
      <textarea id="words" rows="1" dir="auto" autocomplete="off" enterkeyhint="send" aria-describedby="count"></textarea>
      <button type="submit" class="send">Send</button>
    </div>
    <p class="count" id="count"></p>
  </form>
  <div class="tools">
    <button type="button" data-command="help">Help</button>
    <button type="button" data-command="privacy">Privacy</button>
    <button type="button" class="forget">Delete chat</button>
  </div>
</div>`;
const NAMES = { person: "You", bot: "Chat bot", adviser: "From the council, a real person" };
const REAL = "from the council, a real person"; // after the name of an adviser

/** Puts the chat into a shadow root and gives it its style, also where a page's policy forbids style elements. */
export function draw(root) {
  root.innerHTML = MARKUP;
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(SERVED.css);
    root.adoptedStyleSheets = [sheet];
  } catch { // iOS before 16.4
    root.prepend(Object.assign(document.createElement("style"), { textContent: SERVED.css }));
  }
}

function make(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function bubble(sender, when, name = null) {
  const node = make("div", `message ${sender}`);
  const head = make("p", "head");
  head.append(make("b", "", name ?? NAMES[sender] ?? ""));
  if (name) head.append(`, ${REAL}`);
  const clock = new Date(when).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  head.append(" ", Object.assign(make("time", "", clock), { dateTime: when }));
  const body = make("div", "body");
  body.dir = "auto";
  node.append(head, body);
  return node;
}

/** The list of messages. Those the server has come in its order; those it has not yet stay below them. */
export class Messages {
  #log; #server;

  /** @param {HTMLElement} log @param {string} server where the bot's own pages are */
  constructor(log, server) {
    this.#log = log;
    this.#server = server;
  }

  /** Shows one's own message before the server has it. @param {import("./store.js").Item} item */
  add(item) {
    const node = bubble("person", new Date().toISOString());
    node.classList.add("pending");
    node.dataset.id = item.id;
    node.querySelector(".body").append(make("p", "", item.label ?? item.text));
    node.append(make("p", "note", "Not sent yet"));
    this.#log.append(node);
  }

  sent(id) {
    const node = this.#find(id);
    node?.classList.remove("pending");
    node?.querySelector(".note")?.remove();
  }

  remove(id) {
    this.#find(id)?.remove();
  }

  /** Shows a message the server sent. The HTML was made safe there.
   * @param {import("./connection.js").Shown} shown @param {string[]} used ids of pressed buttons */
  show(shown, used) {
    const own = shown.update_id && this.#find(shown.update_id);
    if (own) return this.sent(shown.update_id);
    const node = bubble(shown.sender, shown.when, shown.sender === "adviser" ? shown.name : null);
    node.querySelector(".body").innerHTML = shown.html;
    for (const link of node.querySelectorAll('a[href^="/papers/"], a[href^="/team/"]')) {
      link.href = new URL(`.${link.getAttribute("href")}`, this.#server).href;
    }
    if (shown.update_id) node.dataset.id = shown.update_id;
    if (shown.buttons.length) node.append(this.#buttons(shown.buttons, used));
    this.#log.insertBefore(node, this.#log.querySelector(".pending"));
  }

  #buttons(buttons, used) {
    const group = make("div", "buttons");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Choose an answer");
    for (const { id, label } of buttons) {
      const button = Object.assign(make("button", "choice", label), { type: "button", dir: "auto" });
      button.dataset.button = id;
      if (used.includes(id)) press(button);
      group.append(button);
    }
    return group;
  }

  #find(id) {
    return [...this.#log.children].find((node) => node.dataset.id === id);
  }
}

/** A pressed button stays readable and keeps the focus, but does nothing more. */
export function press(button) {
  button.setAttribute("aria-disabled", "true");
}
