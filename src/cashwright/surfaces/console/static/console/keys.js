// The keyboard grammar. Single letters can be switched off (WCAG 2.1.4); arrows, Enter, Esc and
// Ctrl/Cmd+K always work. An element with data-key="e" is what the letter presses: first the one in
// the current row, then in the open preview, then on the page.

const { rows } = window.cashwright;

const isTyping = (at) => at.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
const isPressable = (at) => at.closest?.("a[href], button, summary, input, select, textarea");
const isSeen = (at) => at && at.checkVisibility?.() !== false && !at.disabled;
const root = document.documentElement;
let waiting = 0;

const press = (selector) => {
  for (const within of [rows.current(), document.getElementById("peek"), document]) {
    const found = within && [...within.querySelectorAll(selector)].find(isSeen);
    if (found) { found.matches("input, textarea, select") ? found.focus() : found.click(); return true; }
  }
  return false;
};

const LETTERS = {
  j: () => rows.move(1),
  k: () => rows.move(-1),
  x: () => rows.pick(rows.current(), false),
  X: () => rows.pick(rows.current(), true),
  "/": () => { const box = document.getElementById("list-search") || document.querySelector("main input[type=search]"); if (!box) return false; box.focus(); box.select(); },
  "?": () => document.getElementById("help").showModal(),
  u: () => press("[data-undo]"),
  "[": () => press('main [rel="prev"]'),
  "]": () => press('main [rel="next"]'),
  g: () => { waiting = Date.now(); },
};

function always(event) {
  const at = event.target;
  const row = rows.current();
  if (event.key === "Escape") return rows.closePeek();
  if (isPressable(at) || !row) return false;
  if (event.key === "ArrowDown") { rows.move(1); return true; }
  if (event.key === "ArrowUp") { rows.move(-1); return true; }
  if (event.key === "Enter" && row.dataset.href) { location.assign(row.dataset.href); return true; }
  if (event.key === " ") { document.getElementById("peek").hidden ? rows.show(row) : rows.closePeek(); return true; }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("cw:palette"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (always(event)) { event.preventDefault(); return; }
  if (root.dataset.keys === "off" || event.key.length !== 1 || event.key === " ") return;
  let used;
  if (waiting && Date.now() - waiting < 1500) {
    waiting = 0;
    used = press(`[data-go="${CSS.escape(event.key)}"]`) || go(event.key);
  } else if (LETTERS[event.key]) used = LETTERS[event.key]() !== false;
  else used = /^[a-z0-9.,]$/i.test(event.key) && press(`[data-key="${CSS.escape(event.key)}"]`);
  if (used) event.preventDefault();
});

function go(letter) {
  const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

const toggle = document.querySelector("[data-keys-switch]");
if (toggle) {
  toggle.checked = root.dataset.keys !== "off";
  toggle.addEventListener("change", () => {
    root.dataset.keys = toggle.checked ? "on" : "off";
    try { localStorage.setItem("cw-keys", root.dataset.keys); } catch { /* private mode */ }
  });
}
