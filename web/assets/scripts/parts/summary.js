// What must be corrected comes first: it takes the focus, and the page's title says so.
export function focusSummary(root) {
  const summary = root.querySelector("[data-focus]");
  if (summary) summary.focus();
}
