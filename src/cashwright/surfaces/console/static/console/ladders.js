// The line of steps: Alt with an arrow moves the current step, as its buttons do; arrows alone go from card
// to card (keys.js does that), and a card that gets the focus is the current one.

const cards = () => [...document.querySelectorAll(".step-card[data-row]")];
const current = () => document.querySelector(".step-card.is-current");

document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.(".step-card");
  if (!card || card === current()) return;
  current()?.classList.remove("is-current");
  card.classList.add("is-current");
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const card = current();
  if (!card || event.target.closest?.("input, select, textarea") || document.querySelector("dialog[open]")) return;
  const button = card.querySelector(`[data-move="${event.key === "ArrowUp" ? "up" : "down"}"]`);
  event.preventDefault();
  if (button && !button.disabled) button.click();
  else { const at = document.getElementById("status"); if (at) at.textContent = "No step there counts from the same."; }
});

// The card a change was made on is named in the address; the focus goes there.
const asked = cards().find((card) => `#${card.id}` === location.hash);
asked?.focus({ preventScroll: false });
