import { expect, it } from "vitest";
import { healthStatus, settingsOf } from "../../instances/sample-settings.ts";

const ordinary = {
  version: "unknown",
  commit: "unknown",
  health: { kind: "ok" },
  bootFailure: false,
  startDelaySeconds: 0,
  failEvery: undefined,
  sessionCookie: undefined,
};

it.each([
  ["", {}],
  ["RELEASE_VERSION=7\nRELEASE_COMMIT=4f2a\n", { version: "7", commit: "4f2a" }],
  ["RELEASE_VERSION='7'\r\nRELEASE_COMMIT=\"4f2a\"", { version: "7", commit: "4f2a" }],
  ["HEALTH=never", { health: { kind: "never" } }],
  ["HEALTH=fail-after-requests:20", { health: { kind: "fail-after-requests", requests: 20 } }],
  ["HEALTH=status:429", { health: { kind: "status", status: 429 } }],
  ["BOOT_FAILURE=exit\nSTART_DELAY=1.5", { bootFailure: true, startDelaySeconds: 1.5 }],
  ["FAIL_EVERY=5", { failEvery: 5 }],
  ["SESSION_COOKIE=session", { sessionCookie: "session" }],
  ["#!/bin/sh\nset -e\nRELEASE_VERSION=7\nif [ x = y ]; then echo A=b; fi\nexport B=c\nexec nginx", { version: "7" }],
])("reads the KEY=value lines of %j and nothing else", (userData, expected) => {
  expect(settingsOf(userData)).toEqual({ ...ordinary, ...expected });
});

it.each([
  ["ok", 9, 200],
  ["never", 0, 503],
  ["fail-after-requests:20", 19, 200],
  ["fail-after-requests:20", 20, 503],
  ["status:473", 9, 473],
])("answers health checks, with HEALTH=%s after %i requests, with %i", (health, served, status) => {
  expect(healthStatus(settingsOf(`HEALTH=${health}`), served)).toBe(status);
});

it("refuses a health that it does not know", () => {
  expect(() => settingsOf("HEALTH=sometimes")).toThrow(
    "HEALTH=sometimes: expected ok, never, fail-after-requests:<n> or status:<n>",
  );
});
