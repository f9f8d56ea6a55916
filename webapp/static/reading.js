// What a transcript does beyond links and forms: steps through hits, the rail, links to selected words.
"use strict";

Object.assign(KEYS, { n: () => step(1), N: () => step(-1), c: () => copyQuotation() });

// What the address leads to; nothing, where it is not well formed.
function targetOfAddress() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

// Hits in a transcript: the bar counts along, and its two links lead to the neighbours of the present hit.

const hitBar = document.querySelector(".hit-bar[data-stops]");
const stops = [...document.querySelectorAll("[data-stop]")];

function presentStop() {
  const target = targetOfAddress();
  if (!target) return 0;
  const stop = (target.closest(".paragraph") ?? target).querySelector("[data-stop]");
  return stop ? Number(stop.dataset.stop) : 0;
}

function step(by) {
  if (!stops.length) return false;
  const present = presentStop() || (by > 0 ? 0 : 1);
  const next = ((present - 1 + by + stops.length) % stops.length) + 1;
  location.hash = `hit-${next}`;
  return true;
}

function showPresentStop() {
  const present = presentStop();
  if (!hitBar || !present) return;
  hitBar.querySelector("[data-counter]").textContent = `${present} of ${stops.length}`;
  const around = (number) => `#hit-${((number - 1 + stops.length) % stops.length) + 1}`;
  hitBar.querySelector("[data-step=previous]").setAttribute("href", around(present - 1));
  hitBar.querySelector("[data-step=next]").setAttribute("href", around(present + 1));
}

addEventListener("hashchange", showPresentStop);
showPresentStop();

// Folded turns open when an address leads into them (browsers that can, do so themselves).

function openFolds() {
  const target = targetOfAddress();
  const fold = target?.closest("details.fold:not([open])");
  if (!fold) return;
  fold.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", openFolds);
openFolds();

// The rail beside a transcript: marks where the hits are on the page, and the part of it that is in view.

const rail = document.querySelector(".rail > svg");
const transcript = document.getElementById("transcript");

function shareOf(top) {
  const whole = transcript.getBoundingClientRect();
  return Math.min(1, Math.max(0, (top - whole.top) / whole.height));
}

function placeMarks() {
  for (const mark of rail.querySelectorAll("[data-mark]")) {
    const hit = document.getElementById(mark.dataset.mark);
    const seen = hit.closest("details.fold:not([open])") ?? hit;
    mark.setAttribute("y", `${100 * shareOf(seen.getBoundingClientRect().top)}%`);
  }
  showWindow();
}

function showWindow() {
  const [top, bottom] = [shareOf(0), shareOf(innerHeight)];
  const window = rail.querySelector(".window");
  window.setAttribute("y", `${100 * top}%`);
  window.setAttribute("height", `${100 * (bottom - top)}%`);
}

if (rail && transcript) {
  placeMarks();
  addEventListener("scroll", () => requestAnimationFrame(showWindow), { passive: true });
  new ResizeObserver(placeMarks).observe(transcript);
}

// Beside every turn: a button that copies its permalink, and the field to copy it from by hand once it was pressed.

const publicAddress = document.querySelector("link[rel=canonical]")?.href; // where the site knows it

function offerTurnLink(turn) {
  const number = turn.querySelector(":scope > .number");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-turn";
  button.append("Copy link", Object.assign(document.createElement("span"), { className: "unseen" }));
  button.lastChild.textContent = ` to turn ${number.lastChild.data}`;
  button.addEventListener("click", () => copyField(turnLinkField(turn, number, button), button));
  const head = turn.querySelector(":scope > .said-by");
  if (head) head.append(button);
  else number.after(button);
}

function turnLinkField(turn, number, button) {
  const field = turn.querySelector(".turn-link") ?? Object.assign(document.createElement("input"), { className: "turn-link" });
  field.readOnly = true;
  field.value = new URL(number.getAttribute("href"), publicAddress).href;
  field.setAttribute("aria-label", `Link to turn ${number.lastChild.data}`);
  button.after(field);
  return field;
}

for (const turn of transcript?.querySelectorAll(".turn") ?? []) offerTurnLink(turn);

// Words selected in a transcript: a link that marks them. The address is that of Addresses.quotation.

const quoteLink = document.getElementById("quote-link");
const EDGE = 5; // words at either end of a long fragment
const LONGEST_FRAGMENT = 200; // characters

function selectedPieces() {
  const selection = getSelection();
  if (!transcript || selection.isCollapsed || !selection.rangeCount) return [];
  const range = selection.getRangeAt(0);
  return [...transcript.querySelectorAll(".paragraph > .text")]
    .filter((text) => range.intersectsNode(text))
    .map((text) => ({ text, words: wordsIn(range, text) }))
    .filter((piece) => piece.words);
}

// The selected part of a text, widened to whole words.
function wordsIn(range, text) {
  const whole = printed(text);
  let start = text.contains(range.startContainer) ? printed(text, range.startContainer, range.startOffset).length : 0;
  let end = text.contains(range.endContainer) ? printed(text, range.endContainer, range.endOffset).length : whole.length;
  if (!whole.slice(start, end).trim()) return "";
  while (start > 0 && isInWord(whole, start)) start -= 1;
  while (end < whole.length && isInWord(whole, end)) end += 1;
  return whole.slice(start, end).trim().replace(/\s+/g, " ");
}

// What a text says, up to a place in it: without markers of footnotes and lists.
function printed(text, container = text, offset = text.childNodes.length) {
  const part = document.createRange();
  part.selectNodeContents(text);
  part.setEnd(container, offset);
  const copy = part.cloneContents();
  for (const marker of copy.querySelectorAll(".reference, .marker")) marker.remove();
  return copy.textContent;
}

function isInWord(text, place) {
  return /^[\p{L}\p{M}\p{N}'’]{2}$/u.test(text.slice(place - 1, place + 1));
}

function encoded(words) {
  return encodeURIComponent(words).replaceAll("-", "%2D");
}

function fragmentOf(pieces) {
  const [first, last] = [pieces[0].words, pieces.at(-1).words];
  if (pieces.length === 1 && first.length <= LONGEST_FRAGMENT) return encoded(first);
  return `${encoded(first.split(" ").slice(0, EDGE).join(" "))},${encoded(last.split(" ").slice(-EDGE).join(" "))}`;
}

function quotationAddress(pieces) {
  const paragraph = pieces[0].text.closest(".paragraph");
  const own = pieces.length === 1 ? paragraph.querySelector(":scope > .number") : null;
  const permalink = own ?? paragraph.closest(".turn").querySelector(":scope > .number");
  const words = pieces.map((piece) => piece.words).join(" ");
  return new URL(`${permalink.getAttribute("href")}?quote=${encoded(words)}#:~:text=${fragmentOf(pieces)}`, publicAddress).href;
}

function hindrance(pieces) {
  if (new Set(pieces.map((piece) => piece.text.closest(".turn"))).size > 1) return "A link is to words of one turn. Select less.";
  const length = pieces.reduce((sum, piece) => sum + piece.words.length + 1, -1);
  const longest = Number(quoteLink.dataset.longest);
  return length > longest ? `A link holds at most ${longest.toLocaleString("en")} characters. Select less.` : "";
}

function offerQuoteLink() {
  if (quoteLink.contains(document.activeElement)) return;
  const pieces = selectedPieces();
  quoteLink.hidden = !pieces.length;
  if (!pieces.length) return;
  const problem = hindrance(pieces);
  const [button, field] = quoteLink.querySelectorAll("button, input");
  button.hidden = field.hidden = Boolean(problem);
  field.value = problem ? "" : quotationAddress(pieces);
  tellQuoteLink(problem);
}

function tellQuoteLink(message) {
  quoteLink.querySelector("[role=status]").textContent = message;
}

function copyQuotation() {
  const field = quoteLink?.querySelector("input");
  if (!field?.value || quoteLink.hidden) return false;
  navigator.clipboard?.writeText(field.value).then(() => tellQuoteLink("Copied"), selectQuotation) ?? selectQuotation();
  return true;
}

function selectQuotation() {
  quoteLink.querySelector("input").select(); // a page on plain HTTP may not write to the clipboard
  tellQuoteLink("Press Ctrl+C to copy the link");
}

if (quoteLink) {
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offerQuoteLink, 200);
  });
  const button = quoteLink.querySelector("button");
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay selected
  button.addEventListener("click", copyQuotation);
  quoteLink.addEventListener("focusout", () => setTimeout(offerQuoteLink, 200));
  quoteLink.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    getSelection().removeAllRanges();
    quoteLink.hidden = true;
  });
}
