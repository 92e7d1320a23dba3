// What an address carries after # never reaches a server by itself. A field that asks for it takes it, and its form is sent at once.

export function watchFragments() {
  const field = document.querySelector("[data-from-fragment]");
  const carried = location.hash.slice(1);
  if (!field || !new RegExp(`^(?:${field.dataset.fromFragment})$`).test(carried)) return;
  history.replaceState(null, "", location.pathname); // it may name a person: it does not stay in the history of a shared machine
  field.value = carried;
  field.form.requestSubmit();
}
