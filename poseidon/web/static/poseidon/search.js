// Results while typing: asks for the same page and takes its results; the form works without this.
"use strict";

const box = document.getElementById("q-everything");
const results = document.getElementById("results");
const pause = 250; // milliseconds after the last key
let waiting;
let asking = new AbortController();

async function ask() {
  const words = box.value.trim();
  asking.abort();
  asking = new AbortController();
  const address = new URL(box.form.action);
  if (words) address.searchParams.set("q", words);
  results.setAttribute("aria-busy", "true"); // what is shown was found for other words
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return box.form.submit(); // to the page that says why
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    results.replaceChildren(...page.getElementById("results").childNodes);
    results.removeAttribute("aria-busy");
    document.title = page.title;
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function askSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, pause);
}

box.addEventListener("input", askSoon);
box.form.addEventListener("submit", () => {
  clearTimeout(waiting); // else the same is asked twice
  asking.abort();
});
if (box.value !== box.defaultValue) askSoon(); // typed before this script came, or kept by the browser on the way back
