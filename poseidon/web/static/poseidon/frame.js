// Ctrl+K or Command+K goes to the search box; Escape, and a click elsewhere, close the menu of tenants; where
// tabs are wider than the window, the one that is shown is in sight.
"use strict";

const find = document.getElementById("find");
const menu = document.querySelector(".switcher");
const apple = /Mac|iP(hone|ad)/.test(navigator.platform);

if (matchMedia("(hover: hover)").matches) find.placeholder += apple ? " (⌘K)" : " (Ctrl+K)";

for (const here of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
  const tabs = here.closest("nav");
  tabs.scrollLeft += here.getBoundingClientRect().right - tabs.getBoundingClientRect().right + 48;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    const box = document.getElementById("q-everything") || find;
    box.focus();
    box.select();
  } else if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  if (menu.open && !menu.contains(event.target)) menu.open = false;
});
