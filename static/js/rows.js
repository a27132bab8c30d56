// Questions that are asked only after a certain answer are closed until it is given. Without this script they are all open.
const parts = [...document.querySelectorAll("[data-show-if]")];

function given(name, form) {
  const inputs = [...form.elements].filter((input) => input.name === name);
  return inputs.filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked).map((input) => input.value);
}

function look() {
  for (const part of parts) {
    const wanted = part.dataset.showValues.split(",");
    part.hidden = !given(part.dataset.showIf, part.closest("form")).some((value) => wanted.includes(value));
  }
}

if (parts.length) {
  document.addEventListener("change", look);
  window.addEventListener("pageshow", look);
  look();
}
