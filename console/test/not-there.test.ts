/** What there is not, or not yet: its page says so, and shows it once it is there. */
import { expect, it, onTestFinished } from "vitest";
import { fixtures } from "./fixtures.ts";
import { opened } from "./opened.ts";
import { servedByHand } from "./served.ts";

it("says what is not there, and shows it by itself once it is: a deployment whose address was passed on before it began", async () => {
  const [snapshot] = Object.values(fixtures);
  if (snapshot === undefined) throw new TypeError("There is no fixture.");
  const server = await servedByHand(snapshot);
  onTestFinished(server.stop);
  server.takeAway("'web-live' has no deployment 'release-5' in its history: it has not begun yet.");
  const { page } = await opened({ url: server.address("/web-live/d/release-5") });
  const why = page.getByRole("alert").filter({ hasText: "it has not begun yet" });
  await why.waitFor();
  server.send(snapshot);
  await page.getByRole("banner").locator(".line").getByText("live").waitFor();
  expect(await why.count()).toBe(0);
});
