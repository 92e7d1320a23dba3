// What is looked at on the one side is brought into view on the other: a finding's sentence, a sentence's finding.

function reveal(element) {
  const pane = element.closest(".document-text, .document-found");
  if (pane.scrollHeight <= pane.clientHeight) return;
  const offset = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - pane.clientHeight / 3;
}

function follow() {
  const target = document.getElementById(location.hash.slice(1));
  document.querySelectorAll(".document-text mark.is-here").forEach((mark) => mark.classList.remove("is-here"));
  if (!target || !target.closest(".document-split")) return;
  const link = target.matches(".found-item") ? target.querySelector('a[href^="#s"]') : null;
  const place = link ? document.querySelector(link.getAttribute("href")) : target;
  if (!place.closest(".document-text")) return;
  let mark = place.nextElementSibling;
  while (mark && mark.tagName !== "MARK") mark = mark.nextElementSibling;
  if (!mark) return;
  mark.classList.add("is-here");
  reveal(mark);
  if (target.matches(".found-item")) reveal(target);
}

addEventListener("hashchange", follow);
follow();
