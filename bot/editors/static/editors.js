// Everything works without this script. It keeps the preview up to date, and asks before unsent text is lost.
const PAUSE = 900;

const form = document.querySelector("form.edit");
if (form) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  if (form.dataset.preview) keepPreviewed(form);
}

function keepPreviewed(edited) {
  const look = document.getElementById("look");
  let timer = 0;
  let asked = 0;
  const show = async () => {
    const number = ++asked;
    try {
      const answer = await fetch(edited.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(edited)) });
      if (answer.status === 200 && number === asked) look.innerHTML = await answer.text();
    } catch { /* the button “Check and preview” is still there */ }
  };
  edited.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, PAUSE); });
}

const findings = document.getElementById("findings") || document.getElementById("clash");
if (findings) findings.scrollIntoView({ block: "start" });
