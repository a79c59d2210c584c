// Accessibility of htmx swaps, which htmx leaves to us: what is busy, what changed, where focus goes.
// The answer's row (or the one that took its place) gets the focus its sender had.

const say = (text) => { const at = document.getElementById("status"); if (at) at.textContent = text; };
const busy = (ctx, on) => ctx?.target?.closest?.("body") && ctx.target[on ? "setAttribute" : "removeAttribute"]("aria-busy", "true");

let held = null;

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET" || !request.body) return;
  for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  busy(ctx, true);
  const from = document.activeElement;
  const row = from?.closest?.("[data-row]");
  held = { from, id: from?.id, href: from?.getAttribute?.("href"), row: row?.id, at: row ? [...row.parentElement.children].indexOf(row) : -1 };
});

function again() {
  if (!held) return null;
  const same = (held.id && document.getElementById(held.id)) || (held.row && document.getElementById(held.row));
  if (same) return same;
  if (held.at >= 0) {
    const rows = document.querySelectorAll("[data-row]");
    if (rows.length) return rows[Math.min(held.at, rows.length - 1)];
  }
  return (held.href && document.querySelector(`a[href="${CSS.escape(held.href)}"]`)) || document.getElementById("main");
}

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  busy(ctx, false);
  const range = document.querySelector("#list .list-range");
  if (range && ["list", "list-sums"].includes(ctx?.target?.id)) say(range.textContent.trim());
  if (document.activeElement && document.activeElement !== document.body) return;
  if (!held || held.from === document.body) return;
  const next = again();
  if (!next) return;
  if (!next.matches("a[href], button, input, select, textarea")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
});

document.addEventListener("htmx:finally:request", (event) => { busy(event.detail.ctx, false); });
document.addEventListener("htmx:error", () => say("That did not work. Check the connection and try again."));
