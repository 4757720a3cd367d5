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

// A link to something folded away unfolds it.
const openTarget = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", openTarget);
openTarget();

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
      const owners = group.dataset.playbook, isTicked = group.querySelector(":checked") !== null;
      if (choice.value) group.hidden = !(owners === "" || owners.split(" ").includes(choice.value) || isTicked);
    }
  });
}

// A section of a letter is shown as it will look while it is written.
for (const form of document.querySelectorAll("form[data-preview]")) {
  let waiting, asked = 0;
  const shown = document.getElementById("preview"), field = form.querySelector("textarea");
  const follow = () => {
    const way = field.scrollHeight - field.clientHeight;
    if (way > 0) shown.scrollTop = (field.scrollTop / way) * (shown.scrollHeight - shown.clientHeight);
  };
  const look = async () => {
    const mine = ++asked, data = new FormData(form);
    data.set("part", "1");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: data });
      const page = await answer.text();
      if (answer.ok && mine === asked) { shown.innerHTML = page; follow(); }
    } catch { /* The next key tries again; nothing that was typed is lost. */ }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 400); });
  field.addEventListener("scroll", follow);
}

// What the page's own script does needs no button.
const hideWhatScriptsDo = (part) => { for (const each of part.querySelectorAll("[data-without-script]")) each.hidden = true; };
hideWhatScriptsDo(document);

// A question that hangs on another answer stands only where that was given. A hidden one gives no answer; one that
// stays is in sight while it is answered or wrong. Who does not know sees where to look.
for (const form of document.querySelectorAll("form")) {
  const parts = [...form.querySelectorAll("[data-asked]")];
  const isGiven = (field) => field.value.trim() && field.value !== "unknown" && (!["radio", "checkbox"].includes(field.type) || field.checked);
  const answer = (name) => {
    const fields = [...form.querySelectorAll(`[name="${name}"]`)].filter((field) => !field.closest("[data-asked][hidden]"));
    return fields.length ? fields.find(isGiven)?.value ?? "none" : "unasked";
  };
  const isAsked = (part) => part.dataset.asked.split(";").every((condition) => {
    const [name, values] = condition.split("=");
    return values.split(",").includes(answer(name));
  });
  const stays = (part) => "stays" in part.dataset
    && (part.querySelector(".has-problem") !== null || [...part.querySelectorAll("input, select")].some(isGiven));
  const look = () => { for (const part of parts) part.hidden = !isAsked(part) && !stays(part); };
  if (parts.length) {
    form.addEventListener("change", look);
    look();
  }
}
for (const choice of document.querySelectorAll(".asked input[value=unknown]")) {
  choice.addEventListener("change", () => choice.closest(".asked").querySelector(".look")?.setAttribute("open", ""));
}

// A file that is too large is named before it is sent, so that nothing else on the form is sent in vain.
for (const field of document.querySelectorAll("input[type=file][data-largest]")) {
  field.addEventListener("change", () => {
    const megabytes = (field.files[0]?.size ?? 0) / 2 ** 20, most = field.dataset.largest / 2 ** 20;
    field.setCustomValidity(megabytes > most
      ? `This file has ${Math.ceil(megabytes)} MB. At most ${most} MB are kept; split or shrink it.` : "");
    field.reportValidity();
  });
}

// What is under way is looked at again until it is done; its last words then have the focus.
const looksAgain = async () => {
  const part = document.querySelector("[data-looks-again]");
  if (!part) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = answer.ok ? page.getElementById(part.id) : null;
    if (next) hideWhatScriptsDo(next);
    if (next && next.innerHTML !== part.innerHTML) part.replaceWith(document.importNode(next, true));
  } catch { /* The next look may succeed. */ }
  setTimeout(looksAgain, 1500);
};
setTimeout(looksAgain, 700);

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
