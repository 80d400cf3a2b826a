import { expect, it } from "vitest";
import { refuseDueSoon } from "../../../../src/deployment/upgrade/due-soon.ts";
import { live } from "./described-live.ts";

const minute = 60_000;
const at = Date.parse("2026-06-01T06:00:00.000Z");
const [recurring] = live.scheduledActions;
const once = { scheduledActions: [{ ...recurring, Recurrence: undefined } as NonNullable<typeof recurring>] };

it("a scheduled action that happens once, and soon, is waited for: its twin could not be made any more", () => {
  expect(() => refuseDueSoon(once, at - 29 * minute)).toThrow(
    expect.objectContaining({
      name: "NotAsRegistered",
      message: expect.stringContaining("The scheduled action 'morning' happens once, at 2026-06-01T06:00:00.000Z."),
    }),
  );
  expect(() => refuseDueSoon(once, at - 31 * minute)).not.toThrow();
  expect(() => refuseDueSoon(live, at)).not.toThrow();
});
