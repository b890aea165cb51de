// virtspec spec html. Filters the statements of a page; without it the page shows all of them.
"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form)
    return;
  const fields = form.elements;
  const statements = Array.from(document.querySelectorAll("[data-level]"), element => {
    const heading = element.closest("section").querySelector("h2");
    return { element, words: `${heading.textContent} ${element.textContent}`.toLowerCase() };
  });
  const sections = new Set(statements.map(statement => statement.element.closest("section")));

  const selects = (name, element) => fields[name].value === "" || element.dataset[name].split(" ").includes(fields[name].value);

  const apply = () => {
    const wanted = fields.text.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { element, words } of statements) {
      element.hidden = !(["level", "role", "status"].every(name => selects(name, element)) && wanted.every(word => words.includes(word)));
      shown += element.hidden ? 0 : 1;
    }
    for (const section of sections)
      section.hidden = !section.querySelector("[data-level]:not([hidden])");
    fields.shown.value = `${shown} of ${statements.length}`;
  };

  // A link to a statement that the filter hides shows it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      form.reset();
      target.scrollIntoView();
    }
  };

  // The form's own submission puts the filter into the address, from where it comes back.
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (["text", "level", "role", "status"].includes(name))
      fields[name].value = value;
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => {
    for (const field of [fields.text, fields.level, fields.role, fields.status])
      field.value = "";
    apply();
  });
  window.addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
