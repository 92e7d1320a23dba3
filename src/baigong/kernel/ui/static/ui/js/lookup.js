// The choice of one among very many: what fits is listed while one types, and taken by key or pointer. The page itself is asked.

const WAIT = 200;

function watch(box) {
  const input = box.querySelector("input[type=text]");
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[role=status]");
  let here = -1;
  let timer = 0;
  let asking = null;

  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    list.hidden = true;
    here = -1;
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function go(to) {
    const options = list.children;
    if (options.length === 0) return;
    if (here >= 0) options[here].setAttribute("aria-selected", "false");
    here = (to + options.length) % options.length;
    options[here].setAttribute("aria-selected", "true");
    options[here].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[here].id);
  }

  function take(option) {
    input.value = option.textContent;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show(found) {
    list.replaceChildren(...found.rows.map((text, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}_${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = text;
      return option;
    }));
    here = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.rows.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = (found.more ? box.dataset.more : list.hidden ? box.dataset.none : box.dataset.some).replace("#", found.rows.length);
  }

  async function ask() {
    if (asking) asking.abort();
    const mine = asking = new AbortController();
    const address = new URL(location.href);
    address.hash = "";
    address.searchParams.set("lookup", box.dataset.lookup);
    address.searchParams.set("text", input.value);
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) return;
      const found = await answer.json();
      if (mine === asking && document.activeElement === input) show(found);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no line to the server: the form still takes a full name or code
    }
  }

  function soon(event) {
    if (event.isComposing) return; // letters of a word not yet chosen
    clearTimeout(timer);
    if (input.value.trim() === "") close();
    else timer = setTimeout(ask, WAIT);
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", soon);
  input.addEventListener("compositionend", soon);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else go(event.key === "ArrowDown" ? here + 1 : (here < 0 ? 0 : here) - 1);
    } else if (event.key === "Enter" && !list.hidden && here >= 0) {
      event.preventDefault();
      take(list.children[here]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

export function watchLookups() {
  document.querySelectorAll("[data-lookup]").forEach(watch);
}
