// Small things: copying ids, the theme, forms that send themselves, notices, menus that close.

const keep = (name, value) => { try { localStorage.setItem(`cw-${name}`, value); } catch { /* private mode */ } };
const say = (text) => { const at = document.getElementById("status"); if (at) at.textContent = text; };

async function copy(button) {
  try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
  const use = button.querySelector("use");
  const before = use?.getAttribute("href");
  use?.setAttribute("href", before.replace(/#.*/, "#check"));
  say(`${button.dataset.copy} copied`);
  setTimeout(() => use?.setAttribute("href", before), 1400);
}

document.addEventListener("click", (event) => {
  const at = event.target;
  const copied = at.closest("[data-copy]");
  if (copied) copy(copied);
  if (at.closest("[data-theme-toggle]")) {
    const theme = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
    document.documentElement.dataset.bsTheme = theme;
    keep("theme", theme);
  }
  if (at.closest("[data-print]")) window.print();
  if (at.closest("[data-close-toast]")) at.closest("[data-toast]").remove();
  if (at.closest("[data-undo]")) setTimeout(() => at.closest("[data-toast]")?.remove(), 50);
  for (const drop of document.querySelectorAll("details[data-drop][open]")) if (!drop.contains(at)) drop.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const drop = document.querySelector("details[data-drop][open]");
  if (drop) { drop.open = false; drop.querySelector("summary").focus(); }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]") && event.target.reportValidity()) event.target.form.requestSubmit();
});

function fade(toast) {
  if (toast.dataset.timed || toast.matches(".tone-error, .tone-warning")) return;
  toast.dataset.timed = "1";
  let left = 10;
  const clock = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    if (--left > 0) return;
    clearInterval(clock);
    toast.remove();
  }, 1000);
}

const toasts = document.getElementById("toasts");
if (toasts) {
  toasts.querySelectorAll("[data-toast]").forEach(fade);
  new MutationObserver(() => toasts.querySelectorAll("[data-toast]").forEach(fade)).observe(toasts, { childList: true });
}
if (/Mac|iPhone|iPad/.test(navigator.platform)) for (const key of document.querySelectorAll("[data-mod]")) key.textContent = "⌘ K";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const at = document.getElementById("passkey-said");
  const declined = event.detail.exception?.name === "NotAllowedError";
  if (at) at.textContent = declined ? "The passkey was not used. Try again, or sign in with your password." : "This device could not use a passkey. Sign in with your password.";
});
