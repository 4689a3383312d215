"""A reader without a mouse: goes on by Tab, presses Enter or Space, and sees where they are."""

from dataclasses import dataclass

from playwright.sync_api import Page

FAR = 400  # stops; more than any page has
# Where the focus is, and whether one sees it there: drawn, within the window, under nothing else.
LOOK = """(wanted) => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  // A field may be ringed together with its button.
  const ringed = [at, at.parentElement].map((each) => getComputedStyle(each));
  const box = at.getClientRects()[0] || at.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    is_there: at.matches(wanted),
    name: `${at.tagName} ${at.id || at.getAttribute("href") || at.name || at.className}`,
    is_drawn: ringed.some((each) => each.outlineStyle !== "none" && each.outlineWidth >= "2px"),
    is_in_view: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    is_on_top: !top || at.contains(top) || top.contains(at),
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""
# What is below the screen is laid out when it comes near: until then nothing in it is measured.
NEAR = """() => {
  for (const each of document.querySelectorAll("*"))
    if (getComputedStyle(each).contentVisibility === "auto")
      each.style.contentVisibility = "visible";
}"""


@dataclass
class Hands:
    """The keyboard of one reader on `page`."""

    page: Page

    def go_to(self, wanted: str, *, backwards: bool = False) -> None:
        """Press Tab until the focus is on what the selector `wanted` names."""
        seen = []
        for _stop in range(FAR):
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            found = self.page.evaluate(LOOK, wanted)
            if found is None:  # the window itself, between the end of the page and its beginning
                seen.append("-")
                assert seen.count("-") < 3, f"{wanted} is on no way through {seen}"
                continue
            check(found)
            if found["is_there"]:
                return
            seen.append(found["name"])
        raise AssertionError(f"{wanted} is not reached by {FAR} steps: {seen[-9:]}")

    def follow(self, wanted: str, *, backwards: bool = False) -> None:
        """Go to a link or a button and press Enter; the next page is there then."""
        self.go_to(wanted, backwards=backwards)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def skip(self) -> None:
        """Use the link that leads past the head of the page; it is the first of all."""
        self.page.keyboard.press("Tab")
        found = self.page.evaluate(LOOK, ".skip")
        check(found)
        assert found["is_there"], found
        self.page.keyboard.press("Enter")

    def write(self, wanted: str, words: str) -> None:
        """Go to a field and type."""
        self.go_to(wanted)
        self.page.keyboard.type(words)


def check(found: dict) -> None:
    """Assert that the focus is seen, and that nothing runs over the side of the page."""
    assert found["is_drawn"], f"{found['name']}: no ring around the focus"
    assert found["is_in_view"], f"{found['name']}: out of sight"
    assert found["is_on_top"], f"{found['name']}: under something else"
    assert found["over"] <= 0, f"{found['name']}: the page runs over by {found['over']} px"


def lay_out(page: Page) -> None:
    """Have everything on the page laid out, as if it had been scrolled through."""
    page.evaluate(NEAR)
