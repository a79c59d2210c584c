// The command palette: what is typed is asked of the server, arrows choose, Enter goes.

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const hits = document.getElementById("palette-hits");
let asked = 0;
let timer = 0;

const options = () => [...hits.querySelectorAll('[role="option"]')];
const chosen = () => hits.querySelector('[aria-selected="true"]');

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id); else input.removeAttribute("aria-activedescendant");
}

async function ask() {
  const mine = ++asked;
  const url = new URL(document.body.dataset.palette, location.href);
  url.search = location.search;
  url.searchParams.set("q", input.value);
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (mine !== asked || !answer.ok) return;
  hits.innerHTML = await answer.text();
  choose(options()[0]);
}

function open() {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  input.value = "";
  ask();
}

document.addEventListener("cw:palette", open);
document.addEventListener("click", (event) => { if (event.target.closest('[data-opens="palette"]')) { input.value = ""; ask(); } });
input?.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
input?.addEventListener("keydown", (event) => {
  const all = options();
  const at = all.indexOf(chosen());
  if (event.key === "ArrowDown") choose(all[Math.min(all.length - 1, at + 1)]);
  else if (event.key === "ArrowUp") choose(all[Math.max(0, at - 1)]);
  else if (event.key === "Enter") chosen()?.click();
  else return;
  event.preventDefault();
});
