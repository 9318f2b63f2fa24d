// Everything works without this script. It shows what is new by itself, counts down, keeps an unsent message, and stops
// a second tap.
const PAUSE = 4000;
const HIDDEN_PAUSE = 15000;
const WRITING_PAUSE = 5000;

const live = document.getElementById("live");
const news = document.getElementById("news");
const trouble = document.getElementById("trouble");
const title = document.title;
let failed = 0;

if (live) {
  look();
  setInterval(countDown, 15000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = title; });
}

async function look() {
  try {
    const answer = await fetch(live.dataset.look, { headers: { Accept: "text/plain" } });
    if (answer.redirected || answer.status === 404) { ended(answer); return; }
    if (!answer.ok) throw new Error(answer.status);
    const version = await answer.text();
    failed = 0;
    trouble.hidden = true;
    if (version !== live.dataset.version) await renew();
  } catch {
    failed += 1;
    if (failed > 2) say("This page cannot reach the bot, so it may be out of date. It keeps trying.");
  }
  setTimeout(look, document.hidden ? HIDDEN_PAUSE : PAUSE);
}

function ended(answer) {
  live.replaceChildren();
  if (answer.status === 404) { say("This is not yours to see any more."); return; }
  say("You are signed out. ");
  const link = document.createElement("a");
  link.href = `/console/sign-in?to=${encodeURIComponent(location.pathname)}`;
  link.textContent = "Sign in again";
  trouble.append(link);
}

function say(text) {
  if (trouble.textContent !== text) trouble.textContent = text;
  trouble.hidden = false;
}

async function renew() {
  const answer = await fetch(live.dataset.list);
  if (!answer.ok || answer.redirected) return;
  const before = new Set([...live.querySelectorAll("[data-case]")].map((one) => one.dataset.case));
  const opened = document.querySelector("#events details")?.open;
  const focused = document.activeElement?.closest("[data-case]")?.dataset.case;
  live.innerHTML = await answer.text();
  live.dataset.version = live.firstElementChild.dataset.version;
  for (const part of live.querySelectorAll("template[data-into]")) {
    const place = document.getElementById(part.dataset.into);
    place?.replaceChildren(part.content.cloneNode(true));
    if (place && opened !== undefined && place.querySelector("details")) place.querySelector("details").open = opened;
  }
  const fresh = [...live.querySelectorAll("[data-case]")].filter((one) => !before.has(one.dataset.case));
  for (const one of fresh) one.classList.add("new");
  if (focused) live.querySelector(`[data-case="${focused}"] a`)?.focus();
  if (news && fresh.length) news.textContent = fresh.length === 1 ? "One new case" : `${fresh.length} new cases`;
  if (document.hidden) document.title = `● ${title}`;
  live.querySelector(".talk li:last-child")?.scrollIntoView({ block: "nearest" });
}

function countDown() {
  for (const one of document.querySelectorAll("[data-due]")) {
    const minutes = Math.floor((Date.parse(one.dataset.due) - Date.now()) / 60000);
    const to = one.dataset.to ? ` tells ${one.dataset.to}` : " looks for somebody to tell";
    if (minutes < 1) one.textContent = `Due now: the clock${to}`;
    else if (minutes < 90) one.textContent = `${minutes} min left, then the clock${to}`;
  }
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

const draft = document.querySelector("textarea[data-keep]");
if (draft) {
  let changed = false;
  draft.addEventListener("input", () => { changed = draft.value.trim() !== ""; });
  draft.form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
if (draft?.dataset.writing) { // while one has the chat, the young person sees that a reply is being written
  let said = 0;
  draft.addEventListener("input", () => {
    if (!draft.value.trim() || Date.now() - said < WRITING_PAUSE) return;
    said = Date.now();
    const body = new URLSearchParams({ token: draft.form.elements.token.value });
    fetch(draft.dataset.writing, { method: "POST", body }).catch(() => {});
  });
}
document.getElementById("problem")?.focus();
