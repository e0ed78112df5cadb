// The page to paste a text into: one press of the button is enough.
const send = document.querySelector("form");
send.addEventListener("submit", () => {
  send.querySelector("[type=submit]").disabled = true;
});
// Coming back, the button can be pressed again.
window.addEventListener("pageshow", () => {
  send.querySelector("[type=submit]").disabled = false;
});
speak(language);
