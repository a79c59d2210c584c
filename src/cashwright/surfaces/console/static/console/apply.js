// The page of applying money: what is left is told at every keystroke; a balance is taken with a press.

const form = document.querySelector("[data-apply]");

if (form) {
  const decimals = Number(form.dataset.decimals);
  const boxes = [...form.querySelectorAll(".amount-input")];
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
  const left = () => boxes.reduce((rest, box) => rest - (minor(box.value) || 0), Number(form.dataset.left));

  const tell = () => {
    const rest = left();
    out.textContent = grouped(major(rest));
    out.classList.toggle("is-over", rest < 0);
    for (const box of boxes) box.setAttribute("aria-invalid", String(Number.isNaN(minor(box.value))));
  };

  for (const button of form.querySelectorAll("[data-fill]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const box = button.closest("tr").querySelector(".amount-input");
      box.value = "";
      box.value = major(Math.max(0, Math.min(Number(button.dataset.fill), left())));
      tell();
      box.focus();
    });
  }
  form.addEventListener("input", tell);
  tell();
}
