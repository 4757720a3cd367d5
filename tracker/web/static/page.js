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

document.querySelector("[data-focus], #problems")?.focus();

// On a phone the places are one line that scrolls: begin where one is.
document.querySelector(".places [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
