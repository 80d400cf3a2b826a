/** What people do on the page, by its words and by keys alone; the server's answers are made, its ways are its own. */
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RouteRequest, Routes } from "../server/routes.ts";
import type { EnvironmentSnapshot, PageSnapshot } from "../snapshot.ts";
import { fixtures } from "./fixtures.ts";
import { barriers, keyboard, opened, sidewaysScroll } from "./opened.ts";
import { servedByHand } from "./served.ts";

const fixture = (name: string) => fixtures[name] as EnvironmentSnapshot;

const plan = {
  plan: [
    {
      sign: "~",
      kind: "listener",
      resource: "web:8080",
      attributes: [{ name: "forward", before: "web-http-green 100 %", after: "web-http 100 %" }],
    },
  ],
  notices: [],
  release: { version: "4", commit: "4444444", link: null, imageId: null },
  says: "Rolls back 5 changes.",
  hash: "one",
  name: "rollback-1",
  typeName: true,
};

/** The page of a snapshot, served, and what was asked of its server. */
const steered = async (snapshot: PageSnapshot, more: Routes = {}) => {
  const asked: { readonly route: string; readonly body: unknown }[] = [];
  const noted =
    (route: string, answer: Routes[string]): Routes[string] =>
    (request: RouteRequest) => {
      asked.push({ route, body: request.body });
      return answer(request);
    };
  const routes: Routes = {
    "POST /actions/plan": async () => ({ status: 200, body: plan }),
    "POST /actions/start": async () => ({ status: 200, body: { deployment: "rollback-1" } }),
    ...more,
  };
  const server = await servedByHand(
    snapshot,
    Object.fromEntries(Object.entries(routes).map(([route, answer]) => [route, noted(route, answer)])),
  );
  onTestFinished(server.stop);
  const there = await opened({ url: server.address("/web-live") }, { viewport: { width: 1_280, height: 900 } });
  await there.page.getByRole("status").waitFor();
  return { ...there, asked, server };
};

const dialogOf = (page: Page) => page.getByRole("dialog");

describe.each(["baking", "waiting-for-approval", "rollback-failed", "idle", "playground"])("served, %s", (name) => {
  it("shows what one can do, to everybody and by keys alone", async () => {
    const { page, complaints, foreign } = await steered(fixture(name));
    const { operable, reached } = await keyboard(page);
    expect(reached).toEqual(operable);
    expect(operable.filter((words) => words.endsWith(" …")).length).toBeGreaterThan(2);
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await barriers(page)));
    }
    await page.setViewportSize({ width: 420, height: 900 });
    expect(found).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
});

describe("an action", () => {
  it("shows its plan, and starts once a reason and the environment's name are said, by keys alone", async () => {
    const { page, asked } = await steered(fixture("baking"));
    await page.getByRole("button", { name: "Roll back …" }).focus();
    await page.keyboard.press("Enter");
    await dialogOf(page).getByText("Rolls back 5 changes.").waitFor();
    expect(await dialogOf(page).textContent()).toContain("Users will get release 4");
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel("Reason").focus();
    await page.keyboard.type("5xx since the switch");
    await page.keyboard.press("Tab");
    await page.keyboard.type("web-live");
    await page.keyboard.press("Enter");
    await page.getByText("Asked for as rollback-1").waitFor();
    expect(asked.map(({ route }) => route)).toEqual(["POST /actions/plan", "POST /actions/start"]);
    expect(asked[1]?.body).toMatchObject({
      environment: "web-live",
      action: "rollback",
      hash: "one",
      name: "rollback-1",
      reason: "5xx since the switch",
      typedName: "web-live",
    });
  });

  it("is given up by Escape; the focus is where it was, and nothing was started", async () => {
    const { page, asked } = await steered(fixture("baking"));
    const button = page.getByRole("button", { name: "Roll back …" });
    await button.focus();
    await page.keyboard.press("Enter");
    await dialogOf(page).waitFor();
    await page.keyboard.press("Escape");
    await dialogOf(page).waitFor({ state: "detached" });
    expect(await button.evaluate((each) => each === each.ownerDocument.activeElement)).toBe(true);
    expect(asked.map(({ route }) => route)).toEqual(["POST /actions/plan"]);
  });

  it("that is not to be done now says why, to a screen reader too, and opens nothing", async () => {
    const { page, asked } = await steered(fixture("baking"));
    const button = page.getByRole("button", { name: "Deploy …" });
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    const reason = await button.getAttribute("aria-describedby");
    expect(await page.locator(`#${reason}`).textContent()).toMatch(/\w+ \w+/);
    await button.focus();
    await page.keyboard.press("Enter");
    expect(await dialogOf(page).count()).toBe(0);
    expect(asked).toEqual([]);
  });

  it("whose plan changed meanwhile is not started: the plan of now is shown, with what the server says", async () => {
    const says = "The plan is another than the one that you saw.";
    const now = { ...plan, hash: "two", says: "Rolls back 6 changes." };
    const { page } = await steered(fixture("baking"), {
      "POST /actions/start": async () => ({ status: 409, body: { error: "PlanChanged", ...now, says } }),
    });
    await page.getByRole("button", { name: "Roll back …" }).click();
    await page.getByLabel("Reason").fill("5xx");
    await page.getByLabel("Environment's name").fill("web-live");
    await page.getByRole("button", { name: "Start" }).click();
    await dialogOf(page).getByRole("alert").getByText(says).waitFor();
    expect(await dialogOf(page).count()).toBe(1);
  });
});

describe("a new snapshot", () => {
  it("changes what is read, and neither the focus nor what is open", async () => {
    const { page, server } = await steered(fixture("baking"));
    const summary = page.locator("section:has(> header > h2:text('What it changed')) summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    expect(await page.getByRole("status").textContent()).toContain("Baking");
    server.send(fixture("rolling-back"));
    await expect.poll(() => page.getByRole("status").textContent()).not.toContain("Baking");
    expect(await summary.evaluate((each) => each === each.ownerDocument.activeElement)).toBe(true);
    expect(await summary.locator("..").getAttribute("open")).toBe("");
  });

  it("of a panel that AWS did not answer keeps what was known, says so and greys", async () => {
    const { page, server } = await steered(fixture("baking"));
    const blue = page.getByRole("region", { name: /^Blue/ });
    const before = await blue.textContent();
    const { sides } = fixture("baking");
    const trouble = "AWS throttles DescribeTargetHealth (Throttling: Rate exceeded).";
    server.send({ ...fixture("baking"), sides: { ...sides, trouble, stale: true } });
    await page.getByText(trouble).waitFor();
    expect(await blue.textContent()).toContain(before ?? "nothing");
    expect(await blue.getAttribute("class")).toContain("stale");
  });
});

describe("a server that is gone", () => {
  it("leaves what was shown, says since when, and that it is tried again", async () => {
    const { page, server } = await steered(fixture("baking"));
    const says = await page.getByRole("status").textContent();
    await server.stop();
    await page
      .getByRole("alert")
      .getByText(/Connection lost since \d\d:\d\d:\d\d/)
      .waitFor();
    expect(await page.getByRole("status").textContent()).toBe(says);
  });
});

it("one who only looks finds nothing to press that would change something", async () => {
  const { page } = await steered({ ...fixture("baking"), readOnly: true, offers: [] });
  expect(await page.getByText("read-only").count()).toBe(1);
  expect((await keyboard(page)).operable.filter((words) => words.endsWith(" …"))).toEqual([]);
});
