// What the pages of Colloquy do beyond links and forms. Everything works without it.
"use strict";

document.documentElement.classList.add("js");

// Keyboard: "/" to the search box, "?" to the help; pages add keys of their own. Can be switched off on the help page.

const SWITCH = "colloquy-shortcuts";

function shortcutsAreOn() {
  try {
    return localStorage.getItem(SWITCH) !== "off";
  } catch {
    return true; // storage may be forbidden
  }
}

function isTyping(event) {
  const at = event.target;
  return event.isComposing || at.isContentEditable || at.matches("input:not([type=checkbox]), textarea, select");
}

const KEYS = {
  "/": () => focusOn(document.getElementById("q")),
  "?": () => location.assign(document.body.dataset.help),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !shortcutsAreOn()) return;
  if (Object.hasOwn(KEYS, event.key) && KEYS[event.key]() !== false) event.preventDefault();
});

function focusOn(field) {
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

const shortcutsSwitch = document.getElementById("shortcuts-switch");
if (shortcutsSwitch) {
  const show = () => {
    const on = shortcutsAreOn();
    shortcutsSwitch.setAttribute("aria-pressed", String(on));
    shortcutsSwitch.textContent = on ? "Keyboard shortcuts are on" : "Keyboard shortcuts are off";
  };
  shortcutsSwitch.hidden = false;
  shortcutsSwitch.addEventListener("click", () => {
    localStorage.setItem(SWITCH, shortcutsAreOn() ? "off" : "on");
    show();
  });
  show();
}

// Copying: the button says what happened; the field beside it can be selected by hand.

async function copyField(field, button) {
  const words = button.firstChild;
  button.dataset.words ??= words.data;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    words.data = "Copied";
  } catch {
    words.data = "Press Ctrl+C"; // a page on plain HTTP may not write to the clipboard
  }
  setTimeout(() => (words.data = button.dataset.words), 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const { address } = field.dataset; // a path where the site does not know its public address
  field.value = field.value.replace(address, () => new URL(address, location.href).href);
  button.hidden = false;
  button.addEventListener("click", () => copyField(field, button));
  field.addEventListener("focus", () => field.select());
}

// Filters: a box that finds a choice in a long list. Answers replace the list, so what was typed is kept here.

const LONG_LIST = 8;
const typedInto = new Map();
const openLists = new Map();

function plain(text) {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

function addFinders() {
  for (const facet of document.querySelectorAll("fieldset[data-facet]")) {
    if (facet.querySelectorAll("li").length <= LONG_LIST || facet.querySelector(".find")) continue;
    const name = facet.dataset.facet;
    const field = document.createElement("input");
    field.type = "search";
    field.className = "find";
    field.id = `find-${name}`;
    field.autocomplete = "off";
    field.setAttribute("aria-label", `Find in: ${facet.querySelector("legend").textContent}`);
    field.placeholder = "Find…";
    field.value = typedInto.get(name) ?? "";
    field.addEventListener("change", (event) => event.stopPropagation()); // no search of its own
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    field.addEventListener("input", () => narrow(facet, field.value));
    facet.querySelector("legend").after(field);
    if (field.value) narrow(facet, field.value);
  }
}

function narrow(facet, typed) {
  typedInto.set(facet.dataset.facet, typed);
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  for (const item of facet.querySelectorAll("li")) {
    const label = plain(item.querySelector("bdi").textContent);
    item.hidden = !wanted.every((word) => label.includes(word));
  }
  const list = facet.querySelector("details");
  if (list && wanted.length) list.open = true;
}

addFinders();

// htmx: no request while an input method composes, long lists stay open, trouble is told, waiting is told.

const status = document.getElementById("status");

function tell(message) {
  if (status) status.textContent = message;
}

function messageOf(page) {
  return new DOMParser().parseFromString(page, "text/html").getElementById("message")?.textContent.trim();
}

let composing = false;
document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", (event) => {
  composing = false;
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("input", (event) => composing && event.stopPropagation(), { capture: true });

document.addEventListener("htmx:beforeRequest", () => {
  document.getElementById("results")?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", () => document.getElementById("results")?.removeAttribute("aria-busy"));

document.addEventListener("htmx:beforeSwap", () => {
  for (const list of document.querySelectorAll("#facets details")) openLists.set(list.id, list.open);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const list of document.querySelectorAll("#facets details")) list.open ||= openLists.get(list.id) ?? false;
  addFinders();
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  tell(messageOf(xhr.responseText) ?? `The search failed (${xhr.status}). Try again.`);
});
document.addEventListener("htmx:sendError", () => tell("The site cannot be reached. Try again when you are connected."));
document.addEventListener("htmx:timeout", () => tell("The search took too long. Try again, or ask for less."));
