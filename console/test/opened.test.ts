/** The tests of the page rely on these checks, so each of them has to see what it is there for. */
import { describe, expect, it } from "vitest";
import { barriers, keyboard, movements, opened, sidewaysScroll } from "./opened.ts";

const page = (body: string, style = "") => ({
  path: "/web-live",
  html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><style>${style}</style><main><h1>A page</h1>${body}</main></html>`,
});

const narrow = { viewport: { width: 420, height: 800 } };

describe("a page that is in order", () => {
  it("has no barriers, scrolls one way, complains of nothing and asks nobody", async () => {
    const { page: there, complaints, foreign } = await opened(page("<p>Users get release 4 on blue.</p>"), narrow);
    expect(await barriers(there)).toEqual([]);
    expect(await sidewaysScroll(there)).toBe(0);
    expect(await movements(there)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it("is reached by keys wherever it can be operated, in the order in which it reads", async () => {
    const body = `<button>Roll back …</button><details><summary>History</summary><a href="/web-live/d/one">one</a></details><button aria-disabled="true">Switch …</button>`;
    const { page: there } = await opened(page(body), narrow);
    const all = ["Roll back …", "History", "Switch …"];
    expect(await keyboard(there)).toEqual({ operable: all, reached: all });
  });
});

describe("the checks see", () => {
  it("words that are too pale, and an input that has no name", async () => {
    const { page: there } = await opened(page(`<p style="color: #ccc">as of 14:03:22</p><input>`), narrow);
    expect(await barriers(there)).toEqual([
      expect.stringMatching(/^color-contrast: p: .*1\.6/),
      expect.stringMatching(/^label: input: /),
    ]);
  });

  it("what is wider than the window", async () => {
    const { page: there } = await opened(page(`<div style="width: 600px">wide</div>`), narrow);
    expect(await sidewaysScroll(there)).toBeGreaterThan(150);
  });

  it("what throws, and what is said on the console", async () => {
    const { complaints } = await opened(
      page(
        `<script>console.error("said"); setTimeout(() => console.warn("later")); throw new Error("broken");</script>`,
      ),
    );
    await expect.poll(() => complaints).toEqual(["said", "thrown: broken", "later"]);
  });

  it("what is asked of others", async () => {
    const { foreign } = await opened(page(`<img alt="" src="http://127.0.0.1:2/pixel.png">`));
    expect(foreign).toEqual(["http://127.0.0.1:2/pixel.png"]);
  });

  it("what moves", async () => {
    const { page: there } = await opened(
      page(
        `<p class="baking">baking</p>`,
        "@keyframes pulse { to { opacity: 0.5 } } .baking { animation: pulse 1s infinite }",
      ),
    );
    expect(await movements(there)).toEqual(["pulse"]);
  });

  it("a button that no key comes to", async () => {
    const { page: there } = await opened(page(`<button>One</button><button tabindex="-1">Two</button>`));
    expect(await keyboard(there)).toEqual({ operable: ["One", "Two"], reached: ["One"] });
  });
});
