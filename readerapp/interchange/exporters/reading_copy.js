// A button of the legend leaves only its highlights and notes in colour; again, all of them.
const buttons = [...document.querySelectorAll("nav button")];
const marked = [...document.querySelectorAll("[data-of]")];
function isInView(element) {
  const box = element.getBoundingClientRect();
  return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
}
for (const button of buttons) {
  button.addEventListener("click", () => {
    const only = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.only;
    for (const other of buttons) {
      other.setAttribute("aria-pressed", String(other.dataset.only === only));
    }
    for (const element of marked) {
      element.classList.toggle("off", only !== "" && !element.dataset.of.split(" ").includes(only));
    }
    if (!only) {
      delete document.body.dataset.only;
      return;
    }
    document.body.dataset.only = only;
    const shown = marked.filter((element) => !element.classList.contains("off"));
    if (!shown.some(isInView)) shown[0].scrollIntoView({ block: "center" });
  });
}
