import { expect, it } from "vitest";
import { startRefresh } from "../../../../src/deployment/steps/start-refresh.ts";
import { FrozenMeanwhile } from "../../../../src/errors.ts";

const freeze = [{ from: 400, until: 900, name: "'lunch'" }];
const ask = (now: number, more: object = {}) =>
  startRefresh.gate?.ask({ planned: [], freeze, ...more } as never, { since: 0, now, deadlineSeconds: 0 });

it("no refresh is started in a freeze window that has opened since; one that was begun is gone on with", () => {
  expect(ask(399)?.verdict).toBe("ready");
  expect(ask(400)).toMatchObject({
    verdict: "failed",
    failure: FrozenMeanwhile,
    reason: expect.stringMatching(
      /^No instance was replaced\. Freeze window 'lunch' is open until 1970-.*Start it again after that/,
    ),
  });
  expect(ask(900)?.verdict).toBe("ready");
  expect(ask(400, { freeze: undefined })?.verdict).toBe("ready");
  const change = { resource: { kind: "instance-refresh", id: "web" }, before: null, after: {} };
  expect(ask(400, { planned: [change] })?.verdict).toBe("ready");
});
