// Light or dark, kept in a cookie for a year; menus that close; copy and print buttons.

function isDark() {
  const chosen = document.documentElement.getAttribute("data-theme");
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

function switchTheme() {
  const next = isDark() ? "light" : "dark";
  document.documentElement.setAttribute("data-theme", next);
  document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
  document.dispatchEvent(new CustomEvent("theme:changed"));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open], details.filter-many[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

async function copy(button) {
  const label = button.querySelector("span");
  const before = label.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy"); // plain http on an intranet has no clipboard API
    field.remove();
    button.focus();
  }
  label.textContent = button.dataset.done;
  setTimeout(() => { label.textContent = before; }, 2000);
}

export function watchTheme() {
  document.addEventListener("click", (event) => {
    closeMenus(event.target);
    if (event.target.closest("[data-theme-switch]")) switchTheme();
    if (event.target.closest("[data-print]")) window.print();
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-menu][open], details.filter-many[open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
    const toggle = document.getElementById("nav-toggle");
    if (toggle && toggle.checked) { toggle.checked = false; toggle.focus(); }
  });
}
