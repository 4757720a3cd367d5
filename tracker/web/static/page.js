// Small conveniences. Every page works without them.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => { button.textContent = said; }, 3000);
  });
}

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Filters act at once; their button stays for whoever has no script.
for (const field of document.querySelectorAll("form[data-instant] select")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

// The reasons to expedite follow the playbook that is chosen; what is ticked stays in sight.
for (const choice of document.querySelectorAll("select[name=playbook]")) {
  choice.addEventListener("change", () => {
    for (const group of choice.form.querySelectorAll("[data-playbook]")) {
      const owner = group.dataset.playbook, isTicked = group.querySelector(":checked") !== null;
      if (choice.value) group.hidden = !(owner === "" || owner === choice.value || isTicked);
    }
  });
}

// A file that is too large is named before it is sent, so that nothing else on the form is sent in vain.
for (const field of document.querySelectorAll("input[type=file][data-largest]")) {
  field.addEventListener("change", () => {
    const megabytes = (field.files[0]?.size ?? 0) / 2 ** 20, most = field.dataset.largest / 2 ** 20;
    field.setCustomValidity(megabytes > most
      ? `This file has ${Math.round(megabytes)} MB. At most ${most} MB are kept; split or shrink it.` : "");
    field.reportValidity();
  });
}

// A second press while the first is on its way would save twice.
for (const form of document.querySelectorAll("form[method=post]:not([data-saves-nothing])")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; });
}

document.querySelector("[data-focus], #problems")?.focus();

// On a phone the places are one line that scrolls: begin where one is.
document.querySelector(".places [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
