// What the form holds, and what is said beside its fields.
const NAMES = ["title", "body", "first_name", "age_band", "votes"];

export function read(form) {
  const typed = new FormData(form);
  const idea = { section_id: typed.get("section_id") ?? "" };
  NAMES.forEach((name) => { idea[name] = (typed.get(name) ?? "").trim(); });
  return idea;
}

export function fill(form, idea) {
  NAMES.forEach((name) => { form.elements[name].value = idea[name] || ""; });
  form.querySelectorAll("[name=section_id]").forEach((card) => {
    if (idea.section_id) card.checked = card.value === idea.section_id;
  });
  form.elements.body.dispatchEvent(new Event("input"));
}

// [field, sentence] of the first thing to correct, or nothing.
export function missing(idea, words) {
  if (!idea.section_id) return ["section_id", words.needCard];
  if (!idea.title) return ["title", words.needTitle];
  if ([...idea.title].length < 2) return ["title", words.tooShort];
  if ([...idea.body].length > 2000) return ["body", words.tooLong];
  if (idea.votes && !(/^\d{1,4}$/.test(idea.votes) && Number(idea.votes) <= 1000)) return ["votes", words.needHands];
  return null;
}

function group(form, name) {
  const place = form.querySelector(`[data-field="${name}"]`) ?? form.querySelector('[data-field="title"]');
  return place.matches(".govuk-form-group") ? place : place.querySelector(".govuk-form-group");
}

// Say what is wrong beside the field, and go there.
export function complain(form, name, sentence, words) {
  const place = group(form, name);
  const field = place.querySelector("input, textarea, select");
  const told = document.createElement("p");
  told.className = "govuk-error-message";
  told.id = `${field.id}-error`;
  told.setAttribute("role", "alert");
  told.textContent = sentence;
  const prefix = document.createElement("span");
  prefix.className = "govuk-visually-hidden";
  prefix.textContent = `${words.error} `;
  told.prepend(prefix);
  place.classList.add("govuk-form-group--error");
  (place.querySelector("legend, .govuk-hint, label") ?? place.firstElementChild).after(told);
  field.setAttribute("aria-invalid", "true");
  field.dataset.described = field.getAttribute("aria-describedby") ?? "";
  field.setAttribute("aria-describedby", `${field.dataset.described} ${told.id}`.trim());
  field.focus();
}

export function forgive(form) {
  form.querySelectorAll(".govuk-error-message").forEach((told) => told.remove());
  form.querySelectorAll(".govuk-form-group--error").forEach((one) => one.classList.remove("govuk-form-group--error"));
  form.querySelectorAll("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    if (field.dataset.described) field.setAttribute("aria-describedby", field.dataset.described);
    else field.removeAttribute("aria-describedby");
  });
  document.querySelector(".govuk-error-summary")?.remove();
}
