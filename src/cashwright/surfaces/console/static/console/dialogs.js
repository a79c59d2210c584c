// Native dialogs: whatever has data-opens="id" opens it; data-confirm (or hx-confirm) asks first.

const ask = (question, yes) => new Promise((resolve) => {
  const dialog = document.getElementById("confirm");
  const before = document.activeElement;
  dialog.querySelector("#confirm-text").textContent = question;
  dialog.querySelector("#confirm-yes").textContent = yes || "Continue";
  dialog.returnValue = "";
  dialog.addEventListener("close", () => { before?.focus?.(); resolve(dialog.returnValue === "yes"); }, { once: true });
  dialog.showModal();
});

document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) { document.getElementById(opener.dataset.opens)?.showModal(); opener.closest("[popover]")?.hidePopover?.(); return; }
  if (event.target.matches("dialog[open]")) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (outside) event.target.close();
  }
});

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const question = button?.dataset.confirm || event.target.dataset.confirm;
  if (!question || event.target.dataset.asked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const picked = document.querySelector("[data-bulk-count]")?.dataset.n || "";
  if (!(await ask(question.replace("{n}", picked), button?.textContent.trim()))) return;
  event.target.dataset.asked = "1";
  event.target.requestSubmit(button);
  delete event.target.dataset.asked;
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  if (await ask(ctx.confirm, ctx.sourceElement.textContent.trim())) issueRequest(); else dropRequest();
});
