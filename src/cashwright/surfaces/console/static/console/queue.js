// The review queue: walking the lines shows what is proposed for each; after an answer the next line
// has the focus and is told. A key never acts on a line whose proposal is not on the page yet.

const ACTS = new Set(["a", "o", "f", "s", "d", "r", "A", "1", "2", "3", "4", "5"]);
const rows = () => [...document.querySelectorAll(".queue-row")];
const current = () => document.querySelector(".queue-row.is-current");
const shown = () => document.getElementById("work")?.dataset.line;
const say = (text) => { const at = document.getElementById("status"); if (at) at.textContent = text; };
let timer = 0;

function choose(row, now) {
  for (const each of rows()) { each.classList.toggle("is-current", each === row); each.removeAttribute("aria-current"); }
  row.setAttribute("aria-current", "true");
  clearTimeout(timer);
  if (row.dataset.row === shown()) return;
  timer = setTimeout(() => { if (row.isConnected && row === current()) row.dispatchEvent(new CustomEvent("cw:show")); }, now ? 0 : 90);
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".queue-row");
  if (row) choose(row, false);
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.(".queue-row");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  row.focus();
  choose(row, true);
});

window.addEventListener("keydown", (event) => {
  const row = current();
  if (!row || event.target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (event.target !== row) return;
    event.preventDefault();
    window.cashwright.rows.move(event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (!ACTS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (row.dataset.row === shown() && !document.getElementById("queue").dataset.busy) return;
  event.preventDefault();
  event.stopPropagation();
  say("One moment: the proposal is on its way.");
}, true);

// One act at a time: the next key waits until the panes of the one before are there.
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  const at = document.getElementById("queue");
  if (request.method !== "GET" && (at?.contains(sourceElement) || sourceElement.matches("[data-undo]"))) at.dataset.busy = "1";
});
const free = () => { delete document.getElementById("queue")?.dataset.busy; };
document.addEventListener("htmx:error", free);

// Only the last answer can be undone by its key: the notices of the ones before it make room. What
// an undo answers are the panes.
function onlyLast() {
  const undos = [...document.querySelectorAll("#toasts [data-undo]")];
  for (const each of undos.slice(0, -1)) each.closest("[data-toast]").remove();
  const last = undos.at(-1);
  last?.setAttribute("hx-target", "#queue");
  last?.setAttribute("hx-swap", "innerHTML");
}

// The line the work pane shows has the focus, and is told with how many are left.
function arrive() {
  // htmx is still settling: rows carry the classes of before. What the work pane shows is the truth.
  const row = document.getElementById(`line-${shown()}`);
  if (row) {
    choose(row, false);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  } else document.getElementById("main").focus();
  say(document.getElementById("queue-said")?.dataset.said || "");
}

document.addEventListener("htmx:after:swap", (event) => {
  onlyLast();
  if (event.detail.ctx.target?.id !== "queue") return;
  free();
  arrive();
});
onlyLast();
if (document.querySelector("#toasts [data-toast]")) arrive(); // back from an answer given on another page
