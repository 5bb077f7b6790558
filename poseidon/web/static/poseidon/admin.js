// What the admin's pages lack for people who use them by keyboard or by ear: landmarks, names, and keys for
// what only a mouse can press. The words come from the template, so that they can be translated.
"use strict";

const words = document.currentScript.dataset;
const every = (selector, change, root = document) => root.querySelectorAll(selector).forEach(change);

function landmarks() {
  document.getElementById("main")?.setAttribute("role", "main");
  document.getElementById("nav-sidebar-inner")?.setAttribute("aria-label", words.sections);
  document.getElementById("tabs-items")?.setAttribute("aria-label", words.parts);
  every("nav nav", (nav) => nav.setAttribute("aria-label", words.account));
  every(".simplebar-content-wrapper", (box) => ["role", "aria-label"].forEach((name) => box.removeAttribute(name)));
}

// Icons are words in a font of pictures: "chevron_right" is not to be read out.
function icons() {
  every(".material-symbols-outlined:not([x-on\\:click])", (icon) => icon.setAttribute("aria-hidden", "true"));
  every("[x-on\\:click^='sidebar']", (toggle) => toggle.setAttribute("aria-label", words.menu));
  every("#searchbar-submit", (button) => button.setAttribute("aria-label", words.search));
  every("a.lg\\:hidden:has(> .material-symbols-outlined:only-child)", (more) => more.setAttribute("aria-label", words.more));
  every("a.shrink-0:has(> .material-symbols-outlined:only-child)", (mark) => { // the name beside it leads there, too
    mark.setAttribute("aria-hidden", "true");
    mark.tabIndex = -1;
  });
  every(".search-label-icon", (icon) => icon.setAttribute("role", "img"));
}

function said(element) {
  const copy = element.cloneNode(true);
  every(".material-symbols-outlined", (icon) => icon.remove(), copy);
  return element.getAttribute("aria-label") || copy.textContent.trim();
}

function press(event) {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  event.currentTarget.click();
}

function pressable() {
  every("a:not([href])[x-on\\:click], span[x-on\\:click], div.cursor-pointer[x-on\\:click]", (element) => {
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    if (!said(element)) element.setAttribute("aria-label", words.more);
    element.addEventListener("keydown", press);
  });
}

// In a table of rows to edit, a field is called as its column is; a field with a search inside, as its label.
function fields(root) {
  every("[data-label] :is(input, select, textarea):not([type='hidden'])", (field) => {
    if (!field.labels?.length) field.setAttribute("aria-label", field.closest("[data-label]").dataset.label);
  }, root);
  every(".select2-selection", (box) => {
    const select = box.closest(".select2").previousElementSibling;
    const name = select?.labels?.[0]?.textContent.trim() || select?.getAttribute("aria-label");
    if (!name) return;
    box.removeAttribute("aria-labelledby");
    box.setAttribute("aria-label", `${name} ${box.textContent.trim()}`.trim());
    every("[role='textbox']", (text) => text.setAttribute("aria-label", name), box);
  }, root);
}

function headers() {
  every("th", (head) => {
    if (head.textContent.trim() || head.querySelector("input")) return;
    head.insertAdjacentHTML("beforeend", '<span class="by-ear"></span>');
    head.lastElementChild.textContent = words.actions;
  });
}

addEventListener("load", () => {
  landmarks();
  icons();
  pressable();
  headers();
  const ready = window.django?.jQuery ?? ((work) => work()); // which calls in turn those who make searches of fields
  ready(() => fields(document));
});
document.addEventListener("formset:added", (event) => fields(event.target));
