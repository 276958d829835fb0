// Runs before the first paint, so that a chosen theme does not flash; hence no module.
(function () {
  const chosen = localStorage.getItem('longrag.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
