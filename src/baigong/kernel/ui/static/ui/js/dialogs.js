// An action that asks first: its sheet opens in a dialog instead of in the line.

function openSheet(details) {
  const sheet = details.querySelector(".action-sheet");
  if (!sheet || typeof HTMLDialogElement === "undefined") return;
  const dialog = document.createElement("dialog");
  dialog.className = "sheet-dialog";
  const question = sheet.querySelector(".action-question");
  if (question) {
    question.id = question.id || `ask-${Math.random().toString(36).slice(2)}`;
    dialog.setAttribute("aria-labelledby", question.id);
  }
  dialog.append(sheet);
  document.body.append(dialog);
  details.open = false;
  dialog.addEventListener("close", () => {
    details.append(sheet); // what was typed stays
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  dialog.showModal();
  const first = sheet.querySelector("textarea, input:not([type=hidden]), select");
  if (first) first.focus();
}

export function watchDialogs() {
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details[data-dialog] > summary");
    if (!summary) return;
    event.preventDefault();
    openSheet(summary.parentElement);
  });
}
