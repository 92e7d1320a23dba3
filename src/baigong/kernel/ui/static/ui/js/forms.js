// Forms: a warning before unsaved input is lost, one submission a click, files dropped and named, errors brought into view.

function snapshot(form) {
  return new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, typeof v === "string" ? v : v.name])).toString();
}

function guard(form) {
  const before = snapshot(form);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !form.isConnected || snapshot(form) === before) return;
    event.preventDefault();
    event.returnValue = "";
  });
}

function watchDrop(box) {
  const input = box.querySelector("input[type=file]");
  const chosen = box.querySelector("[data-chosen]");
  const show = () => { chosen.textContent = [...input.files].map((f) => f.name).join(", "); };
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add("drop-over"); });
  }
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("drop-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function watchForms() {
  document.querySelectorAll("form[data-guard]").forEach(guard);
  document.querySelectorAll("[data-drop]").forEach(watchDrop);
  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();
  // A second click on a slow line must not send the form twice. Disabled only after the browser has read the form.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    setTimeout(() => {
      for (const b of event.target.querySelectorAll("button[type=submit], button:not([type])")) b.disabled = true;
    }, 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form button[disabled]").forEach((b) => { b.disabled = false; });
  });
}
