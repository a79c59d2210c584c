// Runs before the page is drawn: theme, row density and the shortcut switch as last chosen here.
(() => {
  const root = document.documentElement;
  const kept = (name) => { try { return localStorage.getItem(`cw-${name}`); } catch { return null; } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => { root.dataset.bsTheme = kept("theme") || (dark.matches ? "dark" : "light"); };
  paint();
  dark.addEventListener("change", paint);
  if (kept("density")) root.dataset.density = kept("density");
  root.dataset.keys = kept("keys") || "on";
})();
