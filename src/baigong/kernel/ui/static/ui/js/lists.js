// Lists by keyboard: j and k walk the rows, Enter opens, / goes to the search. Empty filters stay out of the address.

function isTyping(target) {
  return target.closest("input, select, textarea, [contenteditable], dialog");
}

function walk(step) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  if (rows.length === 0) return;
  const at = rows.findIndex((row) => row.classList.contains("is-here"));
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  if (at >= 0) rows[at].classList.remove("is-here");
  rows[next].classList.add("is-here");
  const link = rows[next].querySelector("a[data-main], a");
  if (link) link.focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
}

function nameChoice(menu) {
  const shown = menu.querySelector("summary .input");
  const chosen = [...menu.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  shown.firstChild.textContent = chosen.length ? chosen.join("、") : shown.dataset.all;
}

export function watchLists() {
  document.addEventListener("change", (event) => {
    const menu = event.target.closest("details.filter-many");
    if (menu) nameChoice(menu);
  });
  // A search field has already asked while it was typed in. Its change comes when the next thing is pressed:
  // asked again then, the answer would exchange the list between press and release, and the click would be lost.
  document.addEventListener("change", (event) => {
    if (event.target.matches("form.filters input[type=search]")) event.stopPropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      walk(event.key === "j" ? 1 : -1);
    } else if (event.key === "/") {
      const search = document.querySelector(".filters input[type=search]") || document.querySelector("[data-search-key]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("form.filters")) return;
    const parameters = event.detail.parameters;
    for (const key of [...parameters.keys ? parameters.keys() : Object.keys(parameters)]) {
      if (parameters[key] === "") delete parameters[key];
    }
  });
}
