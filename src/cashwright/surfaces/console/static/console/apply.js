// The page of applying money: what is left is told at every keystroke; a balance is taken with a press.

const form = document.querySelector("[data-apply]");

if (form) {
  const decimals = Number(form.dataset.decimals);
  const boxes = () => [...form.querySelectorAll(".amount-input")];
  const out = form.querySelector("[data-apply-left]");

  // Amounts are read as digits, never as binary fractions.
  const minor = (text) => {
    const plain = text.replace(/[\s,]/g, "");
    const found = /^(\d+)(?:\.(\d*))?$/.exec(plain);
    if (!found || (found[2] || "").length > decimals) return plain ? NaN : 0;
    return Number(found[1] + (found[2] || "").padEnd(decimals, "0"));
  };
  const major = (value) => {
    const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
    const cut = digits.length - decimals;
    return (value < 0 ? "-" : "") + digits.slice(0, cut) + (decimals ? `.${digits.slice(cut)}` : "");
  };
  const grouped = (text) => text.replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ",");
  // What a credit note gives is added to what is there.
  const used = (box) => (box.dataset.sign === "-" ? -1 : 1) * (minor(box.value) || 0);
  const left = () => boxes().reduce((rest, box) => rest - used(box), Number(form.dataset.left));

  const tell = () => {
    const rest = left();
    out.textContent = grouped(major(rest));
    out.classList.toggle("is-over", rest < 0);
    for (const box of boxes()) box.setAttribute("aria-invalid", String(Number.isNaN(minor(box.value))));
  };

  const show = () => { for (const button of form.querySelectorAll("[data-fill]")) button.hidden = false; };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const box = button.closest("tr").querySelector(".amount-input");
    const whole = Number(button.dataset.fill);
    box.value = "";
    box.value = major(box.dataset.sign === "-" ? whole : Math.max(0, Math.min(whole, left())));
    tell();
    box.focus();
  });
  document.addEventListener("htmx:after:swap", () => { show(); tell(); });
  show();
  form.addEventListener("input", tell);
  tell();
}
