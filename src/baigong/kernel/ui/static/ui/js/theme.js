// Runs before the first paint: the stored choice of light or dark, and the mark that scripts run.
(function () {
  var found = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(document.cookie);
  if (found) document.documentElement.setAttribute("data-theme", found[1]);
  document.documentElement.classList.add("has-script");
})();
