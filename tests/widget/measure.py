"""What is measured in the page, as functions of JavaScript that give back what is wrong."""

OVERFLOWING = """() => {
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  const wide = [...root.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
  });
  const scroll = root.querySelector(".scroll");
  if (scroll && scroll.scrollWidth > scroll.clientWidth + 1) wide.push(scroll);
  return wide.map((element) => `${element.localName}.${element.className}`);
}"""

# A box that is ticked is pressed by its label.
SMALL_TARGETS = """() => {
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  const targets = "button, summary, textarea, input:not([type=checkbox]), .several label, [role=option]";
  return [...root.querySelectorAll(targets)].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.width < 43.5 || box.height < 43.5);
  }).map((element) => `${element.localName}.${element.className} ${element.textContent}`);
}"""

# The element with the focus, where it is covered by another or outside of what can be seen.
OBSCURED = """() => {
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  const element = root.activeElement;
  if (!element) return "";
  const box = element.getBoundingClientRect();
  const inside = (a, b, most) => Math.min(Math.max((a + b) / 2, 1), most - 1);
  const x = inside(Math.max(box.left, 0), Math.min(box.right, innerWidth), innerWidth);
  const y = inside(Math.max(box.top, 0), Math.min(box.bottom, innerHeight), innerHeight);
  const on = root.elementFromPoint(x, y);
  const seen = box.bottom > 0 && box.top < innerHeight && on && (element.contains(on) || on.contains(element));
  return seen ? "" : `${element.localName}.${element.className} ${element.textContent}`;
}"""

OUTLINE = """() => {
  let element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
  if (element.type === "checkbox") element = element.closest("label");
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""

# WCAG 1.4.12: nothing may be lost when somebody sets the text wider.
TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`);
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}"""

CUT_OFF = """() => {
  const root = document.querySelector("leerwijs-chat").shadowRoot;
  return [...root.querySelectorAll("button, .words, .card, .verdict, h2, h3, label")].filter((element) =>
    element.clientWidth > 1 && !element.matches(".hidden") && getComputedStyle(element).display !== "inline" &&
    (element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2)
  ).map((element) => `${element.localName}.${element.className} ${element.textContent}`);
}"""
