/** The console as people have it: on a playground under traffic, in processes of their own, each person with an identity. */
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { startWatchedService, type WatchedService } from "../../proof/console/watched-service.ts";
import { opened } from "./opened.ts";

/** Until something is on the page that comes in its own time; no expectation, only the end of waiting for what never comes. */
const longest = 60_000;

let service: WatchedService;

beforeAll(async () => {
  service = await startWatchedService({ template: inject("template"), speed: 20 });
}, 120_000);

afterAll(() => service?.stop(), 60_000);

/** A person's console, and their page of the environment. */
const person = async (name: string, ...options: readonly string[]) => {
  const credentials = await service.person(name);
  const console = await service.console(credentials, ...options);
  onTestFinished(() => console.stop());
  const tab = await opened({ url: console.address }, { viewport: { width: 1_280, height: 900 } });
  await tab.page.getByRole("status").waitFor();
  return { ...tab, console, credentials };
};

describe("a console on a playground under traffic", { timeout: 4 * longest }, () => {
  it("that is killed leaves what was shown, and is back with a new address", async () => {
    const ann = await person("ann");
    const shown = await ann.page.getByRole("status").textContent();
    await ann.console.stop("SIGKILL");
    await ann.page.getByRole("alert").getByText("Connection lost").waitFor();
    expect(await ann.page.getByRole("status").textContent()).toBe(shown);
    const again = await service.console(ann.credentials, "--port", new URL(ann.console.address).port);
    onTestFinished(() => again.stop());
    // The token is another: whoever restarted it has it.
    await ann.page.getByRole("alert").getByText("Open the address that was printed").waitFor({ timeout: longest });
    expect(await ann.page.getByRole("status").textContent()).toBe(shown);
    await ann.page.goto(again.address);
    await ann.page.getByText("live", { exact: true }).waitFor();
  });

  it("that only reads has nothing to press, and no way to start anything", async () => {
    const { page } = await person("ann", "--read-only");
    await page.getByText("read-only").waitFor();
    expect(await page.getByRole("button", { name: / …$/ }).count()).toBe(0);
    const answer = await page.evaluate<number>(
      "fetch('/actions/plan', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(({ status }) => status)",
    );
    expect(answer).toBe(404);
  });
});
