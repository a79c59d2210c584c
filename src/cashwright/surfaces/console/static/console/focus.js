// Focus mode: a letter opens the form of an act and puts the focus into its first field; "." gives the
// outcome of the last call again; Ctrl+Enter (or Cmd+Enter) sends from anywhere in a form.

const LAST = "cw-last-outcome";
const first = (form) => form?.querySelector("select, input:not([type=hidden]), textarea");
const say = (text) => { const at = document.getElementById("status"); if (at) at.textContent = text; };

for (const act of document.querySelectorAll("details.act")) {
  // A letter (or Enter on the head) leads into the form; where it is open already, it does not close it.
  act.querySelector("summary").addEventListener("click", (event) => {
    if (event.detail !== 0) return;
    if (act.open) { event.preventDefault(); first(act.querySelector("form"))?.focus(); return; }
    act.addEventListener("toggle", () => first(act.querySelector("form"))?.focus(), { once: true });
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("details.act form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const act = event.target.closest?.("details.act");
  if (!act) return;
  event.preventDefault();
  act.querySelector("summary").focus();
});

const call = document.querySelector('details.act[data-act="call"] form');
call?.addEventListener("submit", () => { try { sessionStorage.setItem(LAST, call.elements.outcome.value); } catch { /* private mode */ } });

// "." repeats the last outcome: the same form, the same answer, sent at once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "." || event.ctrlKey || event.metaKey || event.altKey || !call) return;
  if (document.documentElement.dataset.keys === "off") return;
  if (event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
  let outcome = "";
  try { outcome = sessionStorage.getItem(LAST) || ""; } catch { /* private mode */ }
  if (!outcome) { say("No call was logged yet, so there is nothing to repeat."); return; }
  event.preventDefault();
  call.elements.outcome.value = outcome;
  call.requestSubmit();
});
