import { expect, it } from "vitest";
import { nearest, whichThereAre } from "../../command/nearest.ts";

const names = ["web-live", "web-beta", "jobs-uk-live"];

it.each([
  ["web-lvie", "web-live"],
  ["web-liv", "web-live"],
  ["web-lives", "web-live"],
  ["WEB-LIVE", "web-live"],
  ["wb-bta", "web-beta"],
  ["job-uk-live", "jobs-uk-live"],
  ["nope", undefined],
  ["shop-gamma", undefined],
])("'%s' most likely means %s", (word, meant) => {
  expect(nearest(word, names)).toBe(meant);
});

it("whoever typed a name that there is not is told the nearest, or all, or how to come to one", () => {
  expect(whichThereAre("web-lvie", names)).toBe("Did you mean 'web-live'?");
  expect(whichThereAre("nope", names)).toBe("There is web-live, web-beta, jobs-uk-live.");
  expect(whichThereAre("nope", [])).toBe("None is registered yet. Next: sarcelle init");
});
