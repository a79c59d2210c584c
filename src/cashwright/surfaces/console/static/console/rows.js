// Rows of a list: the current row, selecting, selecting all that match, peeking, columns, density.

const list = () => document.getElementById("list");
const rows = () => [...document.querySelectorAll("[data-row]")];
const boxes = () => [...document.querySelectorAll('#list-rows input[name="row"]')];
const peek = document.getElementById("peek");
let anchor = null;

const current = () => document.querySelector("[data-row].is-current");

function moveTo(row) {
  if (!row) return;
  current()?.classList.remove("is-current");
  row.classList.add("is-current");
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (!peek.hidden) show(row);
}

const move = (by) => {
  const all = rows();
  const at = all.indexOf(current());
  moveTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))]);
};

async function show(row) {
  const url = new URL(row.dataset.peek || location.href, location.href);
  if (!row.dataset.peek) { url.search = ""; url.searchParams.set("part", "peek"); url.searchParams.set("id", row.dataset.row); keepFrame(url); }
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok) return;
  peek.innerHTML = await answer.text();
  peek.hidden = false;
  window.htmx?.process(peek);
}

function keepFrame(url) {
  const here = new URLSearchParams(location.search);
  for (const name of ["as_of", "entity"]) if (here.get(name)) url.searchParams.set(name, here.get(name));
}

function closePeek() {
  if (peek.hidden) return false;
  peek.hidden = true;
  peek.replaceChildren();
  current()?.focus({ preventScroll: true });
  return true;
}

function count() {
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const picked = boxes().filter((box) => box.checked);
  const all = document.querySelector("[data-all]");
  const everything = all.value === "1";
  bar.hidden = picked.length === 0;
  const n = everything ? document.querySelector("[data-select-all]").dataset.total : String(picked.length);
  const label = bar.querySelector("[data-bulk-count]");
  label.dataset.n = n;
  label.textContent = `${n} selected`;
  const more = bar.querySelector("[data-select-all]");
  if (more) more.hidden = everything || picked.length < boxes().length;
  const head = document.querySelector("[data-pick-all]");
  if (head) { head.checked = picked.length > 0 && picked.length === boxes().length; head.indeterminate = picked.length > 0 && !head.checked; }
  for (const box of boxes()) box.closest("tr").classList.toggle("is-picked", box.checked);
}

const notAll = () => { const all = document.querySelector("[data-all]"); if (all) all.value = ""; };

function pick(row, through) {
  const box = row?.querySelector('input[name="row"]');
  if (!box) return;
  notAll();
  const all = rows();
  const from = through && anchor && anchor.isConnected ? all.indexOf(anchor) : -1;
  if (from >= 0) {
    const [low, high] = [from, all.indexOf(row)].sort((a, b) => a - b);
    for (const each of all.slice(low, high + 1)) each.querySelector('input[name="row"]').checked = true;
  } else box.checked = !box.checked;
  anchor = row;
  count();
}

document.addEventListener("change", (event) => {
  const at = event.target;
  if (at.closest("#list-filters") && at.form?.id !== "list-filters") event.stopPropagation();
  if (at.matches("[data-column]")) { event.stopPropagation(); chooseColumns(); }
  if (at.matches("[data-pick-all]")) { notAll(); for (const box of boxes()) box.checked = at.checked; count(); }
  if (at.name === "row") { notAll(); anchor = at.closest("tr"); count(); }
}, true);

document.addEventListener("click", (event) => {
  const at = event.target;
  if (at.closest("[data-select-all]")) { document.querySelector("[data-all]").value = "1"; count(); }
  if (at.closest("[data-select-none]")) { notAll(); for (const box of boxes()) box.checked = false; count(); }
  if (at.closest("[data-close-peek]")) closePeek();
  if (at.closest("[data-density]")) {
    const compact = document.documentElement.dataset.density !== "compact";
    if (compact) document.documentElement.dataset.density = "compact"; else delete document.documentElement.dataset.density;
    try { compact ? localStorage.setItem("cw-density", "compact") : localStorage.removeItem("cw-density"); } catch { /* private mode */ }
  }
  const row = at.closest("[data-row]");
  if (row && !at.closest("a, button, input, summary, details") && !String(getSelection())) moveTo(row);
});

document.addEventListener("dblclick", (event) => {
  const row = event.target.closest("[data-row][data-href]");
  if (row && !event.target.closest("a, button, input, summary")) location.assign(row.dataset.href);
});

function chooseColumns() {
  const url = new URL(location.href);
  const chosen = [...document.querySelectorAll("[data-column]")].filter((box) => box.checked).map((box) => box.dataset.column);
  url.searchParams.set("cols", chosen.join(","));
  location.assign(url);
}

document.addEventListener("htmx:after:swap", () => { if (list()) { anchor = null; count(); } });
window.addEventListener("pageshow", count);

// What keys.js presses. Scripts run in the order base.html names them, this one first.
window.cashwright = { rows: { current, move, pick, show, closePeek } };
